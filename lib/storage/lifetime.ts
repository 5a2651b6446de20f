/**
 * How long anything is kept for a session, in ms: as long as the server lets one live, since later
 * nobody is left to go on with.
 */
export const RECORD_LIFETIME_MS = 24 * 60 * 60 * 1_000;

/**
 * Whether what was kept at `keptAt` may still be used. A clock that was set back a little meanwhile
 * doesn't make it useless; what seems to come from a day ahead is none of ours.
 *
 * @param now ms since 1970, as `keptAt`
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(isFresh(5_000, 6_000));
 * assert.ok(isFresh(6_000, 5_000));
 * assert.ok(!isFresh(0, RECORD_LIFETIME_MS));
 * ```
 */
export function isFresh(keptAt: number, now: number): boolean {
  return Math.abs(now - keptAt) < RECORD_LIFETIME_MS;
}
