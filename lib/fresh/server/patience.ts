/**
 * How long one may let another wait, in all. What isn't its fault doesn't count: an answer that is
 * slow to come, or a stream that stays silent, takes nothing of a client's time.
 */
export class Patience {
  #leftMs: number;

  /** @param ms all the time there is */
  constructor(ms: number) {
    this.#leftMs = ms;
  }

  /** Waits, and calls `onEnd` where there is no time left; that has to end the wait. */
  async during(wait: Promise<void>, onEnd: () => void): Promise<void> {
    const startedAt = performance.now();
    const timer = setTimeout(onEnd, Math.max(0, this.#leftMs));
    try {
      await wait;
    } finally {
      clearTimeout(timer);
      this.#leftMs -= performance.now() - startedAt;
    }
  }
}
