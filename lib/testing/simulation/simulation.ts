import { setImmediate } from "node:timers";
import type { Clock } from "../../base/clock.ts";

interface Scheduled {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Virtual time: a queue of events that run in the order of their times, each only after everything
 * the one before set off has settled. Nothing waits for a real clock, and the same program runs the
 * same way every time.
 */
export class Simulation implements Clock {
  readonly #queue: Scheduled[] = [];
  #now = 0;
  #order = 0;

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const event = { at: this.#now + ms, order: this.#order++, run };
    this.#queue.push(event);
    return () => {
      const index = this.#queue.indexOf(event);
      if (index >= 0) this.#queue.splice(index, 1);
    };
  }

  /** Resolves after `ms` of virtual time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /**
   * Runs events until `done` says so.
   *
   * @throws {Error} where nothing is left to run, or `limitMs` of virtual time pass, before that:
   * silence, which no transfer may end in.
   */
  async runUntil(done: () => boolean, limitMs: number): Promise<void> {
    await settle();
    while (!done()) {
      const event = this.#takeNext();
      if (event === undefined) throw new Error("Silence: nothing left to run");
      if (event.at > limitMs) throw new Error(`Silence after ${limitMs} ms`);
      this.#now = event.at;
      event.run();
      await settle();
    }
  }

  #takeNext(): Scheduled | undefined {
    let first: Scheduled | undefined;
    for (const event of this.#queue) {
      if (
        first === undefined || event.at < first.at ||
        (event.at === first.at && event.order < first.order)
      ) first = event;
    }
    if (first) this.#queue.splice(this.#queue.indexOf(first), 1);
    return first;
  }
}

/** Resolves when every promise that can settle without new events has settled. */
export function settle(): Promise<void> {
  // A macrotask runs after the whole microtask queue, however long its chains are.
  return new Promise((resolve) => void setImmediate(resolve));
}
