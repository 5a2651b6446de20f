import {
  isPresent,
  nextRecipient,
  type Recipient,
  type RecipientEvent,
  seated,
  servedOf,
} from "./recipients.ts";
import type { Failure, ListedFile, Refusal } from "../facts/transfer_facts.ts";

/**
 * What the sender's page shows.
 *
 * ```
 * loading ──share──▶ (creating) ──created──▶ waiting ──met──▶ connected ──accepted──▶ transferring
 *  │ ▲ ▲                              ▲        ▲  ▲               │                        │
 *  │ │ │                              │        │  └────left───────┘                     receipt
 *  │ │ └──────────────reset───────────┼────────┴──retry── failed ◀──fail── any             ▼
 *  │ └─lost─┐                         │                    └──met──▶ connected          done
 *  └─find─▶ (finding) ─found─▶ (resuming) ─gathered─▶ (returning) ──created──▶ waiting
 * ```
 *
 * The lower line is a page that was reloaded, or opened again after a crash. What failed goes back to
 * (returning) where its share still lives, and to (resuming) where its files have to be chosen again.
 *
 * The drawing is that of a share with one seat. With several the recipients come to their states each
 * by itself (`recipients.ts`), and the page shows what goes on at all: `transferring` while anyone
 * receives, else `connected` while anyone sees the offer, else `waiting`; `done` when every seat was
 * served, or at `stop` with at least one that was. A recipient that fails fails nobody else.
 */
export type SenderState =
  | {
    readonly kind: "loading";
    readonly step: Step;
    readonly files: readonly ListedFile[];
    /** The address names a share that isn't here: over, or another browser's. */
    readonly isUnknown?: boolean;
  }
  /** A share was found, and its files have to be had again. */
  | {
    readonly kind: "loading";
    readonly step: "resuming";
    readonly files: readonly ListedFile[];
    /** Those of them that are still to be chosen. */
    readonly missing: readonly ListedFile[];
    /** The browser knows where they are, and opens them after one click. */
    readonly canPermit: boolean;
    /** Why the file that was chosen last isn't one of them. */
    readonly refusal: Refusal | undefined;
  }
  /** The link is there; nobody is connected. */
  | Shared & {
    readonly kind: "waiting";
    readonly link: string;
    /** What the reader should know while waiting. */
    readonly notice: WaitingNotice | undefined;
  }
  /** A recipient is connected, verified, and sees the offer. */
  | Shared & { readonly kind: "connected"; readonly link: string }
  | Shared & { readonly kind: "transferring"; readonly link: string }
  /** The receipts are here: all files are with every recipient that was to have them. */
  | Shared & {
    readonly kind: "done";
    /** The same for everybody: each receipt names what was sent. */
    readonly digest: string;
  }
  | Shared & {
    readonly kind: "failed";
    readonly link: string | undefined;
    readonly failure: Failure;
  };

/** What is shared, and with whom. */
interface Shared {
  readonly files: readonly ListedFile[];
  /** How many may receive. */
  readonly seats: number;
  /** Who has a seat or had one, by its number. */
  readonly recipients: readonly Recipient[];
}

/**
 * A step before there is a link that can be shown: files are being chosen; the session is being made;
 * a share that the address names is looked for; its files are there, and the page goes back to it.
 */
type Step = "choosing" | "creating" | "finding" | "returning";

/** Why the sender still waits. */
export type WaitingNotice = "server-lost" | "recipient-left" | "introducing" | "unreachable";

/**
 * What trying again means: wait on at the link that lives, go back to its session, choose its files
 * again, look for it again, or begin another share.
 */
export type WayOn = "wait" | "return" | "choose" | "find" | "anew";

/** What can happen on the sender's page. */
export type SenderEvent =
  | { readonly type: "choose"; readonly files: readonly ListedFile[] }
  | { readonly type: "share" }
  | { readonly type: "find" }
  | { readonly type: "lost" }
  | {
    readonly type: "found";
    readonly files: readonly ListedFile[];
    readonly canPermit: boolean;
  }
  /** What is there and what isn't, after files were chosen again or opened by the browser. */
  | {
    readonly type: "regathered";
    readonly missing: readonly ListedFile[];
    readonly canPermit: boolean;
    readonly refusal: Refusal | undefined;
  }
  | { readonly type: "created"; readonly link: string; readonly seats: number }
  | { readonly type: "notice"; readonly notice: WaitingNotice | undefined }
  /** Somebody takes a seat. */
  | { readonly type: "met"; readonly number: number }
  /** News of who has a seat. */
  | {
    readonly type: "recipient";
    readonly number: number;
    readonly event: RecipientEvent;
    readonly linkLives: boolean;
  }
  /** The reader wants nobody else to receive. */
  | { readonly type: "stop" }
  /** `linkLives`, here and above: whether the session goes on, so that a recipient may come again. */
  | { readonly type: "fail"; readonly failure: Failure; readonly linkLives: boolean }
  | { readonly type: "retry"; readonly way: WayOn }
  /** `files`: what is still chosen. */
  | { readonly type: "reset"; readonly files: readonly ListedFile[] };

/** The page before anything was chosen. */
export const SENDER_START: SenderState = {
  kind: "loading",
  step: "choosing",
  files: [],
};

/**
 * The next state. An event that means nothing in a state leaves it as it is: late news of a
 * connection that is already over is normal.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const chosen = transition(SENDER_START, { type: "choose", files: [{ name: "a", size: 1 }] });
 * assert.equal(transition(chosen, { type: "share" }).kind, "loading");
 * ```
 */
export function transition(
  state: SenderState,
  event: SenderEvent,
): SenderState {
  const { files } = state;
  switch (event.type) {
    case "choose":
      if (!isAt(state, "choosing")) return state;
      return { kind: "loading", step: "choosing", files: event.files };
    case "share":
      if (!isAt(state, "choosing") || files.length === 0) return state;
      return { kind: "loading", step: "creating", files };
    case "find":
      return isAt(state, "choosing") ? { kind: "loading", step: "finding", files } : state;
    case "lost":
      return isAt(state, "finding")
        ? { kind: "loading", step: "choosing", files, isUnknown: true }
        : state;
    case "found":
      return isAt(state, "finding") ? resuming(event.files, event.canPermit) : state;
    case "regathered": {
      if (!isResuming(state)) return state;
      const { missing, canPermit, refusal } = event;
      return missing.length > 0
        ? { ...state, missing, canPermit, refusal }
        : { kind: "loading", step: "returning", files };
    }
    case "created":
      if (!isAt(state, "creating") && !isAt(state, "returning")) return state;
      return {
        kind: "waiting",
        files,
        link: event.link,
        seats: event.seats,
        recipients: [],
        notice: undefined,
      };
    case "notice":
      return state.kind === "waiting" ? { ...state, notice: event.notice } : state;
    case "met":
      // Also out of failure: a recipient that comes back by the same link is served again.
      if (!isOpen(state)) return state;
      return withRecipients(state, seated(state.recipients, event.number), true);
    case "recipient":
      return isOpen(state) ? onRecipient(state, event) : state;
    case "stop": {
      const served = isOpen(state) ? servedOf(state.recipients)[0] : undefined;
      if (!isOpen(state) || !served) return state;
      const { seats } = state;
      const recipients = state.recipients.map((recipient) => nextRecipient(recipient, STOPPED));
      return { kind: "done", files, seats, recipients, digest: served.digest };
    }
    case "fail": {
      if (state.kind === "done" || state.kind === "failed") return state;
      const { link, seats, recipients } = "link" in state ? state : UNSHARED;
      return {
        kind: "failed",
        files,
        link: event.linkLives ? link : undefined,
        failure: event.failure,
        seats,
        // Whoever was there is let go with the page.
        recipients: recipients.filter((recipient) => !isPresent(recipient)),
      };
    }
    case "retry":
      return state.kind === "failed" ? wayOn(state, event.way) : state;
    case "reset":
      return { kind: "loading", step: "choosing", files: event.files };
  }
}

/** What was never shared has no link, and nobody to receive it. */
const UNSHARED = { link: undefined, seats: 1, recipients: [] } as const;

/** How whoever is still there ends when the reader stops. */
const STOPPED: RecipientEvent = { type: "ended", failure: { reason: "cancelled", side: "here" } };

/** A share that recipients may come to. */
type Open = Extract<SenderState, Shared & { readonly link: string | undefined }> & {
  readonly link: string;
};

function isOpen(state: SenderState): state is Open {
  return "link" in state && state.link !== undefined;
}

function onRecipient(
  state: Open,
  { number, event, linkLives }: Extract<SenderEvent, { readonly type: "recipient" }>,
): SenderState {
  const before = state.recipients.find((recipient) => recipient.number === number);
  if (!before) return state;
  const after = nextRecipient(before, event);
  if (after === before) return state;
  const recipients = state.recipients.map((recipient) => recipient === before ? after : recipient);
  if (after.kind !== "failed") return withRecipients(state, recipients, linkLives);
  const { failure } = after;
  const { files, link, seats } = state;
  const isOver = seats === 1
    // Its recipient is the page; only who looked at the offer and left isn't missed.
    ? !(before.kind === "connected" && failure.reason === "peer-left")
    : !recipients.some((recipient) => recipient.kind !== "failed") &&
      (!linkLives || failure.reason === "source-changed" && failure.side === "here");
  const shared = { files, seats, recipients: seats === 1 ? [] : recipients };
  if (isOver) return { kind: "failed", ...shared, link: linkLives ? link : undefined, failure };
  const next = withRecipients(state, shared.recipients, linkLives);
  const hasLeft = next.kind === "waiting" && failure.reason === "peer-left";
  return hasLeft ? { ...next, notice: "recipient-left" } : next;
}

/** What goes on at all, where these recipients are there. */
function withRecipients(
  state: Open,
  recipients: readonly Recipient[],
  linkLives: boolean,
): SenderState {
  const { files, link, seats } = state;
  const shared = { files, seats, recipients };
  const present = recipients.filter(isPresent);
  const [first, ...more] = servedOf(recipients);
  const isEnough = more.length + 1 >= seats || present.length === 0 && !linkLives;
  if (first && isEnough) return { kind: "done", ...shared, digest: first.digest };
  if (present.some(({ kind }) => kind === "transferring")) {
    return { kind: "transferring", link, ...shared };
  }
  if (present.length > 0) return { kind: "connected", link, ...shared };
  return { kind: "waiting", link, ...shared, notice: undefined };
}

/** Whether a share was found whose files have to be had again. */
export function isResuming(
  state: SenderState,
): state is Extract<SenderState, { readonly step: "resuming" }> {
  return state.kind === "loading" && state.step === "resuming";
}

function isAt(state: SenderState, step: Step): boolean {
  return state.kind === "loading" && state.step === step;
}

function resuming(files: readonly ListedFile[], canPermit: boolean): SenderState {
  return {
    kind: "loading",
    step: "resuming",
    files,
    missing: files,
    canPermit,
    refusal: undefined,
  };
}

function wayOn(failed: Extract<SenderState, { kind: "failed" }>, way: WayOn): SenderState {
  const { files, link, seats, recipients } = failed;
  if (way === "choose") return resuming(files, false);
  if (way === "wait" && link !== undefined) {
    return { kind: "waiting", files, link, seats, recipients, notice: undefined };
  }
  return { kind: "loading", step: STEP_BACK[way], files };
}

/** Where a page goes on that can't just wait. */
const STEP_BACK = {
  "wait": "returning",
  "return": "returning",
  "find": "finding",
  "anew": "choosing",
} as const;
