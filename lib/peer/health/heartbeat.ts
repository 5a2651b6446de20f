import type { Clock } from "../../base/clock.ts";

/**
 * Ms between heartbeats. In a background tab browsers make a second of it, and of a whole second
 * two: a timer there fires at the next full second after it is due.
 */
export const HEARTBEAT_INTERVAL_MS = 500;

/**
 * A timer this many ms late means that this side slept or was stopped. A throttled tab is at most
 * one second late.
 */
const SLEPT_MS = 3_000;

/** What one tick tells. */
export interface HeartbeatTick {
  /** Ms since the peer was last heard, as far as this side was awake to listen. */
  readonly silentMs: number;
  /** Whether this side slept: every other measure taken across it is worthless too. */
  readonly slept: boolean;
}

/**
 * Ticks twice a second and tells how long the peer has been silent (design: "Moving bytes";
 * Chromium alone takes 5.7 to 15.7 s to notice a vanished peer).
 *
 * After a sleep the peer's messages of that time are still in the queue behind this timer, so the
 * count starts again instead of blaming the peer.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #onTick: (tick: HeartbeatTick) => void;
  #heardAt: number;
  #dueAt = 0;
  #cancelTimer = () => {};

  constructor(clock: Clock, onTick: (tick: HeartbeatTick) => void) {
    this.#clock = clock;
    this.#onTick = onTick;
    this.#heardAt = clock.now();
  }

  /** Starts ticking, and counting from now. */
  start(): void {
    this.stop();
    this.heard();
    this.#schedule();
  }

  /** Stops ticking. Idempotent. */
  stop(): void {
    this.#cancelTimer();
  }

  /** The peer said something, anything. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** Ms since the peer was last heard. */
  get silentMs(): number {
    return this.#clock.now() - this.#heardAt;
  }

  /** Ticks at once: a page that is shown again may have been frozen, and its timers come later. */
  tickNow(): void {
    this.#cancelTimer();
    const slept = this.#clock.now() - this.#dueAt > SLEPT_MS;
    if (slept) this.heard();
    // First the next timer: the tick may end everything and stop it.
    this.#schedule();
    this.#onTick({ silentMs: this.silentMs, slept });
  }

  #schedule(): void {
    this.#dueAt = this.#clock.now() + HEARTBEAT_INTERVAL_MS;
    this.#cancelTimer = this.#clock.after(HEARTBEAT_INTERVAL_MS, () => this.tickNow());
  }
}
