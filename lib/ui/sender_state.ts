import type { Side } from "../transfer/transfer_state.ts";
import type { Refusal } from "./regather.ts";
import type { Failure, ListedFile, Path } from "./transfer_facts.ts";

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
 */
export type SenderState =
  | { readonly kind: "loading"; readonly step: Step; readonly files: readonly ListedFile[] }
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
  | {
    readonly kind: "waiting";
    readonly files: readonly ListedFile[];
    readonly link: string;
    /** What the reader should know while waiting. */
    readonly notice: WaitingNotice | undefined;
  }
  /** A receiver is connected, verified, and sees the offer. */
  | {
    readonly kind: "connected";
    readonly files: readonly ListedFile[];
    readonly link: string;
    readonly path: Path | undefined;
    readonly interrupted: boolean;
  }
  | {
    readonly kind: "transferring";
    readonly files: readonly ListedFile[];
    readonly link: string;
    readonly path: Path | undefined;
    readonly interrupted: boolean;
    /** Who asks for a pause now. */
    readonly pausedBy: ReadonlySet<Side>;
  }
  /** The receiver's receipt is here: it holds every file, verified and flushed. */
  | {
    readonly kind: "done";
    readonly files: readonly ListedFile[];
    readonly path: Path | undefined;
    readonly digest: string;
  }
  | {
    readonly kind: "failed";
    readonly files: readonly ListedFile[];
    readonly link: string | undefined;
    readonly failure: Failure;
  };

/**
 * A step before there is a link that can be shown: files are being chosen; the session is being made;
 * a share that the address names is looked for; its files are there, and the page goes back to it.
 */
type Step = "choosing" | "creating" | "finding" | "returning";

/** Why the sender still waits. */
export type WaitingNotice = "server-lost" | "receiver-left" | "introducing";

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
  | { readonly type: "created"; readonly link: string }
  | { readonly type: "notice"; readonly notice: WaitingNotice | undefined }
  | { readonly type: "met" }
  | { readonly type: "path"; readonly path: Path | undefined }
  | { readonly type: "interrupted"; readonly interrupted: boolean }
  | { readonly type: "left" }
  | { readonly type: "accepted" }
  | { readonly type: "paused"; readonly by: ReadonlySet<Side> }
  | { readonly type: "receipt"; readonly digest: string }
  /** `linkLives`: whether the session goes on, so that the receiver may come again. */
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
      return isAt(state, "finding") ? { kind: "loading", step: "choosing", files } : state;
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
      return { kind: "waiting", files, link: event.link, notice: undefined };
    case "notice":
      return state.kind === "waiting" ? { ...state, notice: event.notice } : state;
    case "met":
      // Also out of failure: a receiver that comes back by the same link is served again.
      if (state.kind !== "waiting" && state.kind !== "failed") return state;
      if (state.link === undefined) return state;
      return { kind: "connected", files, link: state.link, path: undefined, interrupted: false };
    case "path":
      return state.kind === "connected" || state.kind === "transferring"
        ? { ...state, path: event.path }
        : state;
    case "interrupted":
      return state.kind === "connected" || state.kind === "transferring"
        ? { ...state, interrupted: event.interrupted }
        : state;
    case "left":
      if (state.kind !== "connected") return state;
      return {
        kind: "waiting",
        files,
        link: state.link,
        notice: "receiver-left",
      };
    case "accepted":
      return state.kind === "connected"
        ? { ...state, kind: "transferring", pausedBy: new Set() }
        : state;
    case "paused":
      return state.kind === "transferring" ? { ...state, pausedBy: event.by } : state;
    case "receipt":
      if (state.kind !== "transferring") return state;
      return { kind: "done", files, path: state.path, digest: event.digest };
    case "fail":
      if (state.kind === "done" || state.kind === "failed") return state;
      return {
        kind: "failed",
        files,
        link: event.linkLives && "link" in state ? state.link : undefined,
        failure: event.failure,
      };
    case "retry":
      return state.kind === "failed" ? wayOn(state, event.way) : state;
    case "reset":
      return { kind: "loading", step: "choosing", files: event.files };
  }
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

function wayOn({ files, link }: Extract<SenderState, { kind: "failed" }>, way: WayOn): SenderState {
  switch (way) {
    case "wait":
      if (link !== undefined) return { kind: "waiting", files, link, notice: undefined };
      return { kind: "loading", step: "returning", files };
    case "return":
      return { kind: "loading", step: "returning", files };
    case "choose":
      return resuming(files, false);
    case "find":
      return { kind: "loading", step: "finding", files };
    case "anew":
      return { kind: "loading", step: "choosing", files };
  }
}
