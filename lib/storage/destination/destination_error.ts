import { FailureError, type FailureReason } from "../../protocol/failure.ts";

/** What browsers say of a destination of their reader's, and what it means to them. */
const MEANINGS: Readonly<Record<string, FailureReason>> = {
  // Taken back in the browser's settings, or never given.
  NotAllowedError: "place-denied",
  SecurityError: "place-denied",
  // Removed, renamed, or on a disk that is unplugged.
  NotFoundError: "place-gone",
  InvalidStateError: "place-gone",
  QuotaExceededError: "storage-full",
};

/**
 * Says why a destination can't be written to.
 *
 * @param act what was tried, as in `Cannot …`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const denied = new DOMException("no", "NotAllowedError");
 * assert.equal(destinationError("open", denied).reason, "place-denied");
 * assert.equal(destinationError("open", new Error("?")).reason, "storage-failed");
 * ```
 */
export function destinationError(act: string, error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const reason = MEANINGS[name] ?? "storage-failed";
  return new FailureError(reason, `Cannot ${act}: ${name}: ${message}`, { cause: error });
}
