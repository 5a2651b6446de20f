import type { Side } from "../transfer/transfer_state.ts";
import type { Failure, ListedFile, Path, SavedFile } from "./transfer_facts.ts";

/**
 * What the receiver's page shows.
 *
 * ```
 * loading ──joined──▶ waiting ──offered──▶ connected ──accept──▶ transferring ──verified──▶ done
 *    ▲                                                               │
 *    └──retry── failed ◀──fail── any        prepared, paused, saved (a file is whole)
 * ```
 */
export type ReceiverState =
  /** Reading the link and reaching the server. */
  | { readonly kind: "loading" }
  /** In the session; the sender isn't verified yet, or not there. */
  | { readonly kind: "waiting"; readonly notice: ReceiverNotice }
  /** The offer is on the screen; nothing moves before the reader says so. */
  | {
    readonly kind: "connected";
    readonly files: readonly ListedFile[];
    readonly path: Path | undefined;
    readonly interrupted: boolean;
  }
  | {
    readonly kind: "transferring";
    readonly files: readonly ListedFile[];
    /** Bytes of an earlier run; `undefined` while they are looked for and read again. */
    readonly heldBytes: number | undefined;
    /** Whether something of an earlier run is known to be here. */
    readonly isContinued: boolean;
    readonly pausedBy: ReadonlySet<Side>;
    readonly saved: readonly SavedFile[];
    readonly path: Path | undefined;
    readonly interrupted: boolean;
  }
  | {
    readonly kind: "done";
    readonly saved: readonly SavedFile[];
    readonly path: Path | undefined;
    readonly digest: string;
  }
  /** `saved` are the files that were whole before it failed; they stay offered. */
  | {
    readonly kind: "failed";
    readonly files: readonly ListedFile[];
    readonly saved: readonly SavedFile[];
    readonly failure: Failure;
  };

/** Whom the receiver waits for. */
export type ReceiverNotice = "introducing" | "sender-away" | "server-lost";

/** What can happen on the receiver's page. */
export type ReceiverEvent =
  | { readonly type: "joined"; readonly notice: ReceiverNotice }
  | { readonly type: "offered"; readonly files: readonly ListedFile[] }
  | { readonly type: "path"; readonly path: Path | undefined }
  | { readonly type: "interrupted"; readonly interrupted: boolean }
  | { readonly type: "accept"; readonly isContinued: boolean }
  | { readonly type: "prepared"; readonly heldBytes: number }
  | { readonly type: "paused"; readonly by: ReadonlySet<Side> }
  | { readonly type: "saved"; readonly files: readonly SavedFile[] }
  | { readonly type: "verified"; readonly digest: string }
  | { readonly type: "fail"; readonly failure: Failure }
  | { readonly type: "retry" };

/** The page as it opens. */
export const RECEIVER_START: ReceiverState = { kind: "loading" };

/** The next state; an event that means nothing in a state leaves it as it is. */
export function transition(
  state: ReceiverState,
  event: ReceiverEvent,
): ReceiverState {
  switch (event.type) {
    case "joined":
      return state.kind === "loading" || state.kind === "waiting"
        ? { kind: "waiting", notice: event.notice }
        : state;
    case "offered":
      if (state.kind !== "waiting" && state.kind !== "loading") return state;
      return {
        kind: "connected",
        files: event.files,
        path: undefined,
        interrupted: false,
      };
    case "path":
      return state.kind === "connected" || state.kind === "transferring"
        ? { ...state, path: event.path }
        : state;
    case "interrupted":
      return state.kind === "connected" || state.kind === "transferring"
        ? { ...state, interrupted: event.interrupted }
        : state;
    case "accept":
      if (state.kind !== "connected") return state;
      return {
        ...state,
        kind: "transferring",
        saved: [],
        heldBytes: undefined,
        isContinued: event.isContinued,
        pausedBy: new Set(),
      };
    case "prepared":
      return state.kind === "transferring" ? { ...state, heldBytes: event.heldBytes } : state;
    case "paused":
      return state.kind === "transferring" ? { ...state, pausedBy: event.by } : state;
    case "saved":
      if (state.kind !== "transferring") return state;
      return { ...state, saved: [...state.saved, ...event.files] };
    case "verified": {
      if (state.kind !== "transferring") return state;
      const { saved, path } = state;
      return { kind: "done", saved, path, digest: event.digest };
    }
    case "fail":
      if (state.kind === "done" || state.kind === "failed") return state;
      return {
        kind: "failed",
        files: "files" in state ? state.files : [],
        saved: "saved" in state ? state.saved : [],
        failure: event.failure,
      };
    case "retry":
      return state.kind === "failed" ? RECEIVER_START : state;
  }
}

/** Whether bytes are meant to move: then a page that is closed stops something. */
export function isMoving(state: ReceiverState): boolean {
  return state.kind === "transferring" && state.pausedBy.size === 0 && !state.interrupted;
}
