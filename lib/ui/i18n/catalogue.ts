/**
 * What a language has to say. Catalogues are plain data: the server hands the chosen one to an island
 * as a prop, so no text is in a script and a page loads one language only. A missing key fails
 * `deno check`.
 * @module
 */
import type { FailureReason } from "../../protocol/failure.ts";
import type { Refusal } from "../regather.ts";
import type { Path } from "../transfer_facts.ts";
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
export interface FailureTexts {
  readonly here: FailureText;
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
  readonly noFolders: string;
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
}

/** What the receiver's page says. */
export interface ReceiverText {
  readonly pageTitle: string;
  readonly loading: Heading;
  readonly introducing: Heading;
  readonly senderAway: Heading;
  readonly serverLost: Heading;
  readonly connected: { readonly title: PluralForms; readonly lead: string };
  readonly transferring: Heading;
  /** What an earlier run left is read again. */
  readonly checking: string;
  /** `{held}`: how much of it was right. */
  readonly continued: string;
  readonly done: { readonly title: string; readonly lead: PluralForms };
  readonly receive: string;
  readonly decline: string;
  readonly trust: string;
  readonly save: string;
  readonly savedBeforeFailure: string;
  readonly sendYours: string;
}
