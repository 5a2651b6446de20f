import type { FailureReason } from "../../protocol/failure.ts";
import type { Remedy, RowsUnlike } from "../../protocol/failure_traits.ts";

/** Failures after which to try again isn't all that is left. */
const UNUSUAL: RowsUnlike<"remedy", "retry"> = {
  "no-key": "none",
  "wrong-key": "none",
  "session-ended": "new-link",
  "replaced": "take-over",
  "other-tab": "take-over",
  "removed": "none",
  "tampered": "new-link",
  "too-large": "none",
  "no-capture": "none",
  "no-webrtc": "none",
  "insecure-context": "none",
};

/**
 * What a reader can do about a failure.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(remedyFor("no-route"), "retry");
 * assert.equal(remedyFor("session-ended"), "new-link");
 * ```
 */
export function remedyFor(reason: FailureReason): Remedy {
  const rows: Readonly<Partial<Record<FailureReason, Remedy>>> = UNUSUAL;
  return rows[reason] ?? "retry";
}

/** Whether the same page with the same link may end differently when it is tried again. */
export function mayRetry(reason: FailureReason): boolean {
  const remedy = remedyFor(reason);
  return remedy === "retry" || remedy === "take-over";
}
