/**
 * What a language has to say. Catalogues are plain data: the server hands the chosen one to an island
 * as a prop, so no text is in a script and a page loads one language only. A missing key fails
 * `deno check`.
 * @module
 */
import type { FailureReason } from "../../protocol/failure.ts";
import type { Path, Refusal } from "../facts/transfer_facts.ts";
import type { ConnectivityText } from "./connectivity_text.ts";

export { chooseLanguage, type Language } from "./language.ts";

/** A phrase for every plural category its language has; `{count}` stands for the number. */
export type PluralForms =
  & { readonly other: string }
  & { readonly [Category in Intl.LDMLPluralRule]?: string };

/** A heading and the sentence under it. */
export interface Heading {
  readonly title: string;
  readonly lead: string;
}

/** A failure in words: its name, what happened, and what helps. */
export interface FailureText extends Heading {
  readonly next: string;
  /** Ways to help, where there are several. */
  readonly tips?: readonly string[];
  /** What trying again is called, where it means something more precise. */
  readonly retry?: string;
}

/** A failure as seen where it happened, and from the other side where that reads differently. */
export interface FailureTexts extends FailureText {
  readonly there?: FailureText;
}

/** The texts of the islands. */
export interface Catalogue {
  readonly common: CommonText;
  readonly sender: SenderText;
  readonly receiver: ReceiverText;
  readonly failures: Readonly<Record<FailureReason, FailureTexts>>;
}

/** What both sides say. */
export interface CommonText {
  readonly files: PluralForms;
  /** `{files}`: "3 files"; `{size}`: all of them together. */
  readonly filesTotal: string;
  readonly moreFiles: PluralForms;
  readonly cancel: string;
  readonly retry: string;
  /** `{done}`, `{total}`. */
  readonly bytesOf: string;
  /** `{time}`. */
  readonly timeLeft: string;
  readonly finishing: string;
  readonly starting: string;
  readonly progress: string;
  readonly interrupted: string;
  readonly pause: string;
  readonly resume: string;
  /** In place of the time left. */
  readonly paused: string;
  readonly pausedHere: string;
  readonly pausedThere: string;
  readonly pausedBoth: string;
  readonly digest: string;
  readonly digestHint: string;
  readonly path: Readonly<Record<Path, string>>;
  /** `{needed}` and `{free}`. */
  readonly room: string;
  /** `{needed}`, where what is free isn't known. */
  readonly roomNeeded: string;
  readonly switchLanguage: string;
  readonly connectivity: ConnectivityText;
}

/** The words around a link that is to be handed on. */
export interface LinkText {
  readonly link: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyByHand: string;
  readonly shareSheet: string;
  readonly qr: string;
}

/** Why something that was given isn't in the list. */
export interface IntakeText {
  /** `{most}`. */
  readonly tooMany: string;
  /** `{name}`: the first of them. */
  readonly unreadable: PluralForms;
  /** `{name}`: the first of them; `{most}`: characters a path may have. */
  readonly pathTooLong: PluralForms;
  /** `{most}`. */
  readonly textTooLong: string;
  readonly unavailable: string;
}

/** What the sender's page says. */
export interface SenderText extends LinkText {
  readonly pageTitle: string;
  readonly empty: Heading;
  readonly chosen: Heading;
  /** Back after a reload or a crash: the share is looked for. */
  readonly finding: Heading;
  /** The share was found. `chooseLead`: its files have to be chosen again; `reopenLead`: opened. */
  readonly resuming: {
    readonly title: string;
    readonly chooseLead: string;
    readonly reopenLead: string;
  };
  readonly returning: Heading;
  readonly waiting: Heading;
  readonly connected: Heading;
  readonly transferring: Heading;
  readonly done: { readonly title: string; readonly lead: PluralForms };
  readonly dropHere: string;
  readonly dropNow: string;
  readonly choose: string;
  readonly dropAgain: string;
  readonly chooseAgain: string;
  readonly reopen: string;
  readonly missing: PluralForms;
  /** Why a chosen file isn't one of the share's; `{name}`. */
  readonly refused: Readonly<Record<Refusal["why"], string>>;
  readonly startAnew: string;
  readonly startAnewHint: string;
  readonly addMore: string;
  readonly pasteHint: string;
  readonly chooseFolder: string;
  readonly addText: string;
  readonly textField: string;
  readonly takeText: string;
  readonly closeText: string;
  /** Files found so far in folders that are being read. */
  readonly reading: PluralForms;
  readonly stopReading: string;
  readonly problems: IntakeText;
  /** `{name}`. */
  readonly remove: string;
  readonly share: string;
  readonly creating: string;
  readonly keepOpen: string;
  readonly peers: string;
  readonly peer: string;
  readonly nobodyYet: string;
  readonly introducing: string;
  readonly serverLost: string;
  readonly receiverLeft: string;
  readonly again: string;
  readonly recipients: RecipientsText;
}

/** What the sender's page says where several may receive. */
export interface RecipientsText {
  /** The question how many may. */
  readonly seats: string;
  readonly oneHint: string;
  readonly severalHint: string;
  /** `{count}`: how many may. */
  readonly several: {
    readonly waiting: Heading;
    readonly connected: Heading;
    readonly transferring: Heading;
    readonly done: { readonly title: string; readonly lead: PluralForms };
  };
  readonly list: string;
  /** `{number}`. */
  readonly recipient: string;
  readonly offered: string;
  readonly reconnecting: string;
  readonly done: string;
  readonly left: string;
  readonly removed: string;
  readonly remove: string;
  readonly stop: string;
  readonly full: string;
  readonly nobodyNow: string;
  readonly unreachable: string;
}

/** What the receiver's page says. */
export interface ReceiverText {
  readonly pageTitle: string;
  readonly loading: Heading;
  readonly introducing: Heading;
  readonly reconnecting: Heading;
  readonly senderAway: Heading;
  readonly serverLost: Heading;
  readonly connected: { readonly title: PluralForms; readonly lead: string };
  readonly transferring: Heading;
  /** In place of its lead, where files aren't saved one by one. */
  readonly keepOpen: string;
  /** What an earlier run left is read again. */
  readonly checking: string;
  /** `{held}`: how much of it was right. */
  readonly continued: string;
  readonly done: { readonly title: string; readonly lead: PluralForms };
  readonly receive: string;
  readonly receiveToFile: string;
  readonly receiveToFolder: string;
  /** `{destination}`. */
  readonly receiveOn: string;
  readonly begunHint: string;
  /** `{destination}`. */
  readonly transferringTo: string;
  /** `{destination}`. */
  readonly savedTo: string;
  readonly archiveHint: string;
  readonly archive: {
    readonly packing: string;
    /** `{name}`. */
    readonly ready: string;
    readonly failed: string;
    readonly givenUp: string;
    readonly save: string;
    readonly pack: string;
    readonly stop: string;
  };
  readonly archiveDone: PluralForms;
  readonly destinationDone: PluralForms;
  readonly folders: PluralForms;
  readonly copyText: string;
  readonly textCopied: string;
  readonly textNotCopied: string;
  readonly leftOvers: PluralForms;
  /** `{size}`. */
  readonly clearLeftOvers: string;
  readonly leftOversCleared: string;
  readonly decline: string;
  readonly trust: string;
  readonly save: string;
  readonly savedBeforeFailure: string;
  readonly sendYours: string;
}
