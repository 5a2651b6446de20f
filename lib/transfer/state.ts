import type { FailureReason } from "../protocol/failure.ts";
import type { FileEntry } from "../protocol/file_entry.ts";

/** Which side a transfer failed on first. */
export type Side = "here" | "there";

/** How a transfer ended badly. */
export interface TransferFailure {
  readonly kind: "failed";
  readonly reason: FailureReason;
  readonly side: Side;
  /** What was thrown, where the failure began here. */
  readonly cause: unknown;
}

/**
 * ```
 * offering ──accept──▶ sending ──every block acknowledged──▶ finishing ──receipt──▶ done
 *     └──────────────────┴──────── abort, error ────────────────┴──▶ failed
 * ```
 */
export type SendingState =
  | { readonly kind: "offering" }
  | { readonly kind: "sending" }
  | { readonly kind: "finishing" }
  | { readonly kind: "done"; readonly root: string }
  | TransferFailure;

/**
 * ```
 * listing ──whole list──▶ offered ──accept()──▶ preparing ──held blocks read──▶ receiving
 *     │                      │                      │                              │
 *     │                      │                      │          verified, flushed ──┴──▶ done
 *     └──────────────────────┴──────── abort, error ┴──▶ failed
 * ```
 *
 * An offer is `isKept` where a part of it is here that a reader accepted before; `heldBytes` is how
 * much of that was right.
 */
export type ReceivingState =
  | { readonly kind: "listing" }
  | {
    readonly kind: "offered";
    readonly files: readonly FileEntry[];
    readonly isKept: boolean;
  }
  | { readonly kind: "preparing"; readonly files: readonly FileEntry[] }
  | {
    readonly kind: "receiving";
    readonly files: readonly FileEntry[];
    readonly heldBytes: number;
  }
  | { readonly kind: "done"; readonly root: string }
  | TransferFailure;

/** What ends either state badly. */
export interface FailEvent {
  readonly type: "fail";
  readonly failure: TransferFailure;
}

/** What moves a {@linkcode SendingState}. */
export type SendingEvent =
  | { readonly type: "accepted" }
  | { readonly type: "acknowledged" }
  | { readonly type: "receipt"; readonly root: string }
  | FailEvent;

/**
 * The sender's next state, or `undefined` where the event is not allowed in this state.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(nextSending({ kind: "offering" }, { type: "accepted" }), { kind: "sending" });
 * assert.equal(nextSending({ kind: "offering" }, { type: "receipt", root: "" }), undefined);
 * ```
 */
export function nextSending(
  state: SendingState,
  event: SendingEvent,
): SendingState | undefined {
  if (isOver(state)) return undefined;
  switch (event.type) {
    case "accepted":
      return state.kind === "offering" ? { kind: "sending" } : undefined;
    case "acknowledged":
      return state.kind === "sending" ? { kind: "finishing" } : undefined;
    case "receipt":
      return state.kind === "finishing" ? { kind: "done", root: event.root } : undefined;
    case "fail":
      return event.failure;
  }
}

/** What moves a {@linkcode ReceivingState}. */
export type ReceivingEvent =
  | { readonly type: "listed"; readonly files: readonly FileEntry[]; readonly isKept: boolean }
  | { readonly type: "accept" }
  | { readonly type: "prepared"; readonly heldBytes: number }
  | { readonly type: "verified"; readonly root: string }
  | FailEvent;

/** The receiver's next state, or `undefined` where the event is not allowed in this state. */
export function nextReceiving(
  state: ReceivingState,
  event: ReceivingEvent,
): ReceivingState | undefined {
  if (isOver(state)) return undefined;
  switch (event.type) {
    case "listed":
      if (state.kind !== "listing") return undefined;
      return { kind: "offered", files: event.files, isKept: event.isKept };
    case "accept":
      return state.kind === "offered" ? { kind: "preparing", files: state.files } : undefined;
    case "prepared":
      if (state.kind !== "preparing") return undefined;
      return { kind: "receiving", files: state.files, heldBytes: event.heldBytes };
    case "verified":
      return state.kind === "receiving" ? { kind: "done", root: event.root } : undefined;
    case "fail":
      return event.failure;
  }
}

/** Whether nothing can move this state any more. */
export function isOver(state: SendingState | ReceivingState): boolean {
  return state.kind === "done" || state.kind === "failed";
}
