import type { Clock } from "../base/clock.ts";

/**
 * Guests that an owner meets at once. All ten of a share may come back together, as when the server
 * restarted before they were proven, and each may have reloaded its page meanwhile.
 */
const AT_ONCE = 20;

/** Ms between two guests after that: a reader who reloads a page takes longer. */
const EVERY_MS = 1_000;

/**
 * How often an owner makes a connection for somebody new: guests that come and go would otherwise have
 * it make one after the other, each with sockets and candidates of its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const rate = new MeetingRate({ now: () => 0 });
 * for (let guest = 0; guest < 20; guest++) assert.ok(rate.take());
 * assert.ok(!rate.take());
 * assert.equal(rate.waitMs, 1_000);
 * ```
 */
export class MeetingRate {
  readonly #clock: Pick<Clock, "now">;
  /** When the bucket will have been refilled by all that was taken. */
  #fullAt = -Infinity;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Ms until one more may be met. */
  get waitMs(): number {
    return Math.max(0, this.#debtMs - (AT_ONCE - 1) * EVERY_MS);
  }

  /** Counts one more, where it may be met now. */
  take(): boolean {
    if (this.waitMs > 0) return false;
    this.#fullAt = this.#clock.now() + this.#debtMs + EVERY_MS;
    return true;
  }

  get #debtMs(): number {
    return Math.max(0, this.#fullAt - this.#clock.now());
  }
}
