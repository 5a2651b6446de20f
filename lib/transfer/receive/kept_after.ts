import type { FailureReason } from "../../protocol/failure.ts";
import { FAILURE_TRAITS } from "../../protocol/failure_traits.ts";

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
  return FAILURE_TRAITS[reason].keepsReceived && !(isRefused && reason === "source-changed");
}
