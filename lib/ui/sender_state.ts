import type { Failure, ListedFile, Path } from "./transfer_facts.ts";

/**
 * What the sender's page shows.
 *
 * ```
 * loading ──share──▶ (creating) ──created──▶ waiting ──met──▶ connected ──accepted──▶ transferring
 *    ▲                                        ▲  ▲               │                        │
 *    │                                        │  └────left───────┘                     receipt
 *    └───────────────reset────────────────────┴──retry── failed ◀──fail── any             ▼
 *                                                          └──met──▶ connected          done
 * ```
 */
export type SenderState =
  /** Choosing files; `creating` while the session is being made. */
  | {
    readonly kind: "loading";
    readonly files: readonly ListedFile[];
    readonly creating: boolean;
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

/** Why the sender still waits. */
export type WaitingNotice = "server-lost" | "receiver-left" | "introducing";

/** What can happen on the sender's page. */
export type SenderEvent =
  | { readonly type: "choose"; readonly files: readonly ListedFile[] }
  | { readonly type: "share" }
  | { readonly type: "created"; readonly link: string }
  | { readonly type: "notice"; readonly notice: WaitingNotice | undefined }
  | { readonly type: "met" }
  | { readonly type: "path"; readonly path: Path | undefined }
  | { readonly type: "interrupted"; readonly interrupted: boolean }
  | { readonly type: "left" }
  | { readonly type: "accepted" }
  | { readonly type: "receipt"; readonly digest: string }
  /** `linkLives`: whether the session goes on, so that the receiver may come again. */
  | { readonly type: "fail"; readonly failure: Failure; readonly linkLives: boolean }
  /** `linkLives`: as in `fail`; the session may have ended since. */
  | { readonly type: "retry"; readonly linkLives: boolean }
  | { readonly type: "reset" };

/** The page before anything was chosen. */
export const SENDER_START: SenderState = {
  kind: "loading",
  files: [],
  creating: false,
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
      if (state.kind !== "loading" || state.creating) return state;
      return { kind: "loading", files: event.files, creating: false };
    case "share":
      if (state.kind !== "loading" || state.creating || files.length === 0) return state;
      return { kind: "loading", files, creating: true };
    case "created":
      if (state.kind !== "loading" || !state.creating) return state;
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
      return state.kind === "connected" ? { ...state, kind: "transferring" } : state;
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
      if (state.kind !== "failed") return state;
      return state.link === undefined || !event.linkLives
        ? { kind: "loading", files, creating: false }
        : { kind: "waiting", files, link: state.link, notice: undefined };
    case "reset":
      return { kind: "loading", files: state.kind === "done" ? [] : files, creating: false };
  }
}
