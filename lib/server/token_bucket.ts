import { MAX_TRACKED_ADDRESSES } from "./limits.ts";

/** How much at once, and how much a second after that. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** So many a minute, all at once if need be. */
export function perMinute(count: number): Rate {
  return { burst: count, perSecond: count / 60 };
}

/**
 * A token bucket: full at first, refilled evenly, emptied by what is taken.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bucket = new TokenBucket({ burst: 2, perSecond: 1 }, 0);
 * assert.equal(bucket.take(2, 0), true);
 * assert.equal(bucket.take(1, 999), false);
 * assert.equal(bucket.take(1, 1000), true);
 * ```
 */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #takenAt: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#takenAt = now;
  }

  /** Takes `count` tokens, or none where there are fewer. */
  take(count: number, now: number): boolean {
    const tokens = this.#tokensAt(now);
    if (tokens < count) return false;
    this.#tokens = tokens - count;
    this.#takenAt = now;
    return true;
  }

  /** Puts tokens back that were taken for what didn't happen. */
  giveBack(count: number, now: number): void {
    this.#tokens = Math.min(this.#rate.burst, this.#tokensAt(now) + count);
    this.#takenAt = now;
  }

  /** Milliseconds until one token is there. */
  waitMs(now: number): number {
    const missing = 1 - this.#tokensAt(now);
    return Math.max(0, missing / this.#rate.perSecond * 1000);
  }

  /** Whether the bucket is as good as new. */
  isFull(now: number): boolean {
    return this.#tokensAt(now) >= this.#rate.burst;
  }

  // Looking changes nothing: adding up many small refills would come to less than one large one,
  // and who waits exactly as long as told would be refused.
  #tokensAt(now: number): number {
    const elapsedMs = Math.max(0, now - this.#takenAt);
    const refilled = elapsedMs * this.#rate.perSecond / 1000;
    return Math.min(this.#rate.burst, this.#tokens + refilled);
  }
}

/**
 * One token bucket per key, for a bounded number of keys: a full bucket is the same as none, so it
 * is dropped; where no room is left, the key unused for longest is forgotten.
 */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #maxKeys: number;
  /** The least recently used first. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate, maxKeys = MAX_TRACKED_ADDRESSES) {
    this.#rate = rate;
    this.#maxKeys = maxKeys;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token of a key. */
  take(key: string, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#rate, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#maxKeys) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket.take(1, now);
  }

  /** Puts back one token of a key; one that was forgotten has them all. */
  giveBack(key: string, now: number): void {
    this.#buckets.get(key)?.giveBack(1, now);
  }

  /** Milliseconds until {@linkcode take} would succeed for a key. */
  waitMs(key: string, now: number): number {
    return this.#buckets.get(key)?.waitMs(now) ?? 0;
  }

  /** Forgets keys whose buckets have filled up again, the longest unused first. */
  sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (!bucket.isFull(now)) return; // The rest was used later still.
      this.#buckets.delete(key);
    }
  }
}
