/** What {@linkcode IdleWatch} does about silence. */
export interface IdleActions {
  /** Half the limit has passed: ask the peer for a sign of life. */
  ping(): void;
  /** The whole limit has passed. */
  expire(): void;
}

/** Watches one connection for silence with a single timer that is moved only when it fires, so traffic costs no timers. */
export class IdleWatch {
  readonly #limitMs: number;
  readonly #actions: IdleActions;
  #lastHeard = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param limitMs 0 watches nothing, as `Deno.upgradeWebSocket` has it */
  constructor(limitMs: number, actions: IdleActions) {
    this.#limitMs = limitMs;
    this.#actions = actions;
    if (limitMs > 0) this.#wait(limitMs / 2);
  }

  /** Something arrived. */
  heard(): void {
    this.#lastHeard = performance.now();
  }

  /** Must be called when the connection closes. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#check(), ms);
  }

  #check(): void {
    const silentMs = performance.now() - this.#lastHeard;
    if (silentMs >= this.#limitMs) return this.#actions.expire();
    const half = this.#limitMs / 2;
    if (silentMs < half) return this.#wait(half - silentMs);
    this.#actions.ping();
    this.#wait(this.#limitMs - silentMs);
  }
}
