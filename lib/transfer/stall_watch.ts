import type { Clock } from "./ports.ts";
import { STALL_FAIL_MS, STALL_RESEND_MS } from "./transfer_limits.ts";

/** What a {@linkcode StallWatch} calls. */
export interface StallEvents {
  /** Nothing moved for {@linkcode STALL_RESEND_MS}; called again every such time. */
  readonly onResend?: () => void;
  /** Nothing moved for {@linkcode STALL_FAIL_MS}; the watch has stopped. */
  readonly onFail: () => void;
}

/**
 * Notices that nothing moves. One slow timer looks at the time of the last movement, so that the
 * hot path only stores a number.
 */
export class StallWatch {
  readonly #clock: Clock;
  readonly #events: StallEvents;
  #movedAt = 0;
  #resentAt = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, events: StallEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Starts watching, or starts over. */
  start(): void {
    this.stop();
    this.moved();
    this.#resentAt = this.#movedAt;
    this.#arm();
  }

  /** Something moved. */
  moved(): void {
    this.#movedAt = this.#clock.now();
  }

  /** Stops watching; idempotent. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    this.#cancel = this.#clock.after(STALL_RESEND_MS, () => this.#look());
  }

  #look(): void {
    const now = this.#clock.now();
    if (now - this.#movedAt >= STALL_FAIL_MS) {
      this.stop();
      this.#events.onFail();
      return;
    }
    this.#arm();
    if (now - Math.max(this.#movedAt, this.#resentAt) >= STALL_RESEND_MS) {
      this.#resentAt = now;
      this.#events.onResend?.();
    }
  }
}
