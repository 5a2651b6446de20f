/** Delay before the second try, ms: a dropped Wi-Fi association is often back within one. */
const FIRST_DELAY_MS = 300;

/** Longest delay, ms: a laptop that wakes up is back in its session within half a minute. */
const MAX_DELAY_MS = 30_000;

/**
 * Ms over which clients spread that a server sent away without saying when to come back: 10,000 of
 * them come back at 2,000 a second, which is what one process takes.
 */
const RESTART_SPREAD_MS = 5_000;

/** What the next delay depends on. */
export interface ReconnectFacts {
  /** Tries since the last success; 0 for the first try after a loss. */
  readonly attempt: number;
  /** Ms since the socket was lost, or since the first try. */
  readonly downMs: number;
  /** Give up after this many ms without a success; `undefined` never gives up. */
  readonly budgetMs: number | undefined;
  /** Whether the server itself asked everybody to come back later. */
  readonly serverAsked: boolean;
  /** When it asked this client to, ms from now: it knows how many it sent away. */
  readonly retryAfterMs?: number | undefined;
  /** Uniform in `[0, 1)`, injected so that the policy stays pure. */
  readonly random: number;
}

/**
 * How long to wait before connecting to the signaling server again (design: "Sessions and
 * signaling"): doubling, half of it random, at most 30 s.
 *
 * @returns milliseconds, or `undefined` where the budget is used up.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const facts = { attempt: 1, downMs: 400, serverAsked: false, random: 0 };
 * assert.equal(reconnectDelay({ ...facts, budgetMs: 20_000 }), 300);
 * assert.equal(reconnectDelay({ ...facts, budgetMs: 400 }), undefined);
 * assert.equal(reconnectDelay({ ...facts, budgetMs: 20_000, serverAsked: true, retryAfterMs: 900 }), 1_200);
 * ```
 */
export function reconnectDelay(facts: ReconnectFacts): number | undefined {
  const { attempt, downMs, budgetMs, serverAsked, retryAfterMs, random } = facts;
  const left = budgetMs === undefined ? Infinity : budgetMs - downMs;
  if (left <= 0) return undefined;
  const full = Math.min(FIRST_DELAY_MS * 2 ** attempt, MAX_DELAY_MS);
  const jittered = full / 2 + random * full / 2;
  const spread = serverAsked ? retryAfterMs ?? random * RESTART_SPREAD_MS : 0;
  // The last try happens when the budget ends, not after it.
  return Math.min(jittered + spread, MAX_DELAY_MS, left);
}
