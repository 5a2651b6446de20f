import type { Side } from "../../transfer/state.ts";
import type { Archive, Failure, OfferedFile, Path, SavedFile } from "../facts/transfer_facts.ts";

/**
 * What the receiver's page shows.
 *
 * ```
 * loading ──joined──▶ waiting ──offered──▶ connected ──accept──▶ transferring ──verified──▶ done
 *    ▲                                                               │                     │
 *    └──retry── failed ◀──fail── any        prepared, paused, saved (a file is whole)   archive
 *
 * connected, transferring ──broken──▶ waiting
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
    readonly files: readonly OfferedFile[];
    /** Where an earlier page of this browser had begun to receive this offer into. */
    readonly begunIn: string | undefined;
    readonly path: Path | undefined;
    readonly interrupted: boolean;
  }
  | {
    readonly kind: "transferring";
    readonly files: readonly OfferedFile[];
    /** The destination that the reader chose, by its name. */
    readonly destination: string | undefined;
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
    readonly destination: string | undefined;
    /** Of files that are too many to save one by one, or have folders. */
    readonly archive: Archive | undefined;
    readonly path: Path | undefined;
    readonly digest: string;
  }
  /** `saved` are the files that were whole before it failed; they stay offered. */
  | {
    readonly kind: "failed";
    readonly files: readonly OfferedFile[];
    readonly saved: readonly SavedFile[];
    readonly failure: Failure;
  };

/** Whom the receiver waits for. */
export type ReceiverNotice =
  | "introducing"
  /** Once more, after the connection broke. */
  | "reconnecting"
  | "sender-away"
  | "server-lost";

/** What can happen on the receiver's page. */
export type ReceiverEvent =
  | { readonly type: "joined"; readonly notice: ReceiverNotice }
  | { readonly type: "offered"; readonly files: readonly OfferedFile[] }
  | { readonly type: "begun"; readonly destination: string }
  | { readonly type: "path"; readonly path: Path | undefined }
  | { readonly type: "interrupted"; readonly interrupted: boolean }
  | {
    readonly type: "accept";
    readonly isContinued: boolean;
    readonly destination: string | undefined;
  }
  /** The connection is no more, and another one is made. */
  | { readonly type: "broken" }
  | { readonly type: "prepared"; readonly heldBytes: number }
  | { readonly type: "paused"; readonly by: ReadonlySet<Side> }
  | { readonly type: "saved"; readonly files: readonly SavedFile[] }
  /** A saved file turned out to be a short text. */
  | { readonly type: "text"; readonly name: string; readonly text: string }
  | { readonly type: "verified"; readonly digest: string }
  | { readonly type: "archive"; readonly archive: Archive }
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
      if (state.kind === "loading") return { kind: "waiting", notice: event.notice };
      if (state.kind !== "waiting") return state;
      return event.notice === "introducing" && state.notice === "reconnecting"
        ? state
        : { kind: "waiting", notice: event.notice };
    case "offered":
      if (state.kind !== "waiting" && state.kind !== "loading") return state;
      return {
        kind: "connected",
        files: event.files,
        begunIn: undefined,
        path: undefined,
        interrupted: false,
      };
    case "begun":
      return state.kind === "connected" ? { ...state, begunIn: event.destination } : state;
    case "path":
      return isConnected(state) ? { ...state, path: event.path } : state;
    case "interrupted":
      return isConnected(state) ? { ...state, interrupted: event.interrupted } : state;
    case "accept": {
      if (state.kind !== "connected") return state;
      const { files, path, interrupted } = state;
      return {
        kind: "transferring",
        files,
        path,
        interrupted,
        destination: event.destination,
        saved: [],
        heldBytes: undefined,
        isContinued: event.isContinued,
        pausedBy: new Set(),
      };
    }
    case "broken":
      return isConnected(state) ? { kind: "waiting", notice: "reconnecting" } : state;
    case "prepared":
      return state.kind === "transferring" ? { ...state, heldBytes: event.heldBytes } : state;
    case "paused":
      return state.kind === "transferring" ? { ...state, pausedBy: event.by } : state;
    case "saved":
      if (state.kind !== "transferring") return state;
      return { ...state, saved: [...state.saved, ...event.files] };
    case "text": {
      if (!("saved" in state)) return state;
      const { name, text } = event;
      const saved = state.saved.map((file) => file.name === name ? { ...file, text } : file);
      return { ...state, saved };
    }
    case "verified": {
      if (state.kind !== "transferring") return state;
      const { saved, destination, path } = state;
      return { kind: "done", saved, destination, path, archive: undefined, digest: event.digest };
    }
    case "archive":
      return state.kind === "done" ? { ...state, archive: event.archive } : state;
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

function isConnected(
  state: ReceiverState,
): state is Extract<ReceiverState, { readonly kind: "connected" | "transferring" }> {
  return state.kind === "connected" || state.kind === "transferring";
}

/** Whether a page that is closed would stop something, or lose what only it has. */
export function isAtRisk(state: ReceiverState): boolean {
  if (state.kind !== "done") return isMoving(state);
  return state.archive?.kind === "packing" || state.archive?.kind === "failed";
}

/**
 * Whether bytes are meant to move: then a page that is closed stops something, and the device mustn't
 * sleep, least of all while the connection is being repaired, which a sleeping one can't.
 */
export function isMoving(state: ReceiverState): boolean {
  return state.kind === "transferring" && state.pausedBy.size === 0;
}
