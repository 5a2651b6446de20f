import type { Clock } from "../base/clock.ts";
import { STALL_FAIL_MS, STALL_RESEND_MS } from "./limits.ts";

/** What a {@linkcode StallWatch} calls. */
export interface StallEvents {
  /** Nothing happened for {@linkcode STALL_RESEND_MS}; called again every such time. */
  readonly onResend?: () => void;
  /** Nothing progressed for {@linkcode STALL_FAIL_MS}; the watch has stopped. */
  readonly onFail: () => void;
}

/**
 * Notices that a transfer stands still. Two things count, and differently: *activity*, such as a
 * frame that a lane took, only puts off sending again; *progress*, which there is a finite amount
 * of, also puts off the end. One slow timer looks at the times, so that the hot path only stores a
 * number.
 */
export class StallWatch {
  readonly #clock: Clock;
  readonly #events: StallEvents;
  #progressedAt = 0;
  #activeAt = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, events: StallEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Starts watching, or starts over. */
  start(): void {
    this.stop();
    this.progressed();
    this.#arm();
  }

  /** Something is under way that may or may not lead anywhere. */
  active(): void {
    this.#activeAt = this.#clock.now();
  }

  /** Something happened that can't happen twice. */
  progressed(): void {
    this.#progressedAt = this.#clock.now();
    this.#activeAt = this.#progressedAt;
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
    if (now - this.#progressedAt >= STALL_FAIL_MS) {
      this.stop();
      this.#events.onFail();
      return;
    }
    this.#arm();
    if (now - this.#activeAt >= STALL_RESEND_MS) {
      this.#activeAt = now;
      this.#events.onResend?.();
    }
  }
}
