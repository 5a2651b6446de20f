import type { FailureReason } from "../../protocol/failure.ts";

/**
 * Whether what was received is kept after a transfer ended for a reason: where somebody ended it,
 * where what came can't be trusted, or where nobody can come back for it, it is discarded.
 */
const KEEPS: Readonly<Record<FailureReason, boolean>> = {
  "no-key": false,
  "wrong-key": false,
  "session-unknown": false,
  "session-full": true,
  "session-ended": false,
  "replaced": true,
  "other-tab": true,
  "server-unreachable": true,
  "server-busy": true,
  "no-route": true,
  "no-relay": true,
  "connection-lost": true,
  "peer-left": true,
  "tampered": false,
  "version-mismatch": true,
  "protocol-error": false,
  "source-changed": true,
  "integrity": false,
  "storage-full": true,
  "storage-failed": true,
  "place-denied": true,
  "place-gone": false,
  "too-large": false,
  "no-capture": false,
  "capture-refused": false,
  "capture-failed": false,
  "no-webrtc": false,
  "insecure-context": false,
  "timed-out": true,
  "cancelled": false,
  "cancelled-by-peer": false,
  "internal": true,
};

/**
 * Whether a later run may go on with what was received.
 *
 * @param isRefused the sender compared what is held with its files and took nothing of it. Kept, it
 * would be refused for ever.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(keepsAfter("connection-lost", false), true);
 * assert.equal(keepsAfter("cancelled", false), false);
 * assert.equal(keepsAfter("source-changed", true), false);
 * ```
 */
export function keepsAfter(reason: FailureReason, isRefused: boolean): boolean {
  return KEEPS[reason] && !(isRefused && reason === "source-changed");
}
