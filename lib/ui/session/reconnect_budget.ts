import type { Clock } from "../../base/clock.ts";

/** Ms between two connections that break, below which the next would break as well. */
const TOO_SOON_MS = 10_000;

/**
 * Bounds how often a page makes another connection by itself.
 *
 * @returns to be asked when a connection broke: whether another one is worth it
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const mayReconnect = reconnectBudget({ now: () => 0 });
 * assert.ok(mayReconnect());
 * assert.ok(!mayReconnect());
 * ```
 */
export function reconnectBudget(clock: Pick<Clock, "now">): () => boolean {
  let brokenAt = -Infinity;
  return () => {
    const wasLong = clock.now() - brokenAt >= TOO_SOON_MS;
    brokenAt = clock.now();
    return wasLong;
  };
}
