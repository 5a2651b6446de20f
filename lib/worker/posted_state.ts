import { FailureError } from "../protocol/failure.ts";
import { NoRoomError } from "../storage/no_room_error.ts";
import type { ReceivingState, SendingState } from "../transfer/state.ts";
import type { PostedCause, PostedState } from "./host_messages.ts";

/** Makes a state ready for the way to the page. */
export function postableState(state: SendingState | ReceivingState): PostedState {
  if (state.kind !== "failed") return state;
  return { ...state, cause: state.cause === undefined ? undefined : postableCause(state.cause) };
}

function postableCause(cause: unknown): PostedCause {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (!(cause instanceof NoRoomError)) return { message };
  const { neededBytes, freeBytes } = cause;
  return { message, room: { neededBytes, freeBytes } };
}

/**
 * Makes a state again of what was posted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { NoRoomError } from "../storage/no_room_error.ts";
 *
 * const cause = new NoRoomError("storage-full", 10, 7);
 * const failed = { kind: "failed", reason: "storage-full", side: "here", cause } as const;
 * assert.deepEqual(stateOf(structuredClone(postableState(failed))), failed);
 * ```
 */
export function stateOf(posted: PostedState): SendingState | ReceivingState {
  if (posted.kind !== "failed") return posted;
  const { reason, cause } = posted;
  if (cause?.room && (reason === "storage-full" || reason === "too-large")) {
    const { neededBytes, freeBytes } = cause.room;
    return { ...posted, cause: new NoRoomError(reason, neededBytes, freeBytes) };
  }
  return { ...posted, cause: cause && new FailureError(reason, cause.message) };
}
