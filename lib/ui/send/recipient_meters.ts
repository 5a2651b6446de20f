import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "../../base/clock.ts";
import { type Counters, ProgressSampler } from "../parts/progress_sampler.ts";
import { NO_PROGRESS, type Progress } from "../facts/transfer_facts.ts";

interface Meter {
  readonly progress: Signal<Progress>;
  readonly sampler: ProgressSampler;
}

/** How far each recipient is, by the number of its seat, and all of them together. */
export class RecipientMeters {
  readonly #clock: Clock;
  readonly #meters = signal<ReadonlyMap<number, Meter>>(new Map());

  /** What all have of what they all are to have. */
  readonly all: ReadonlySignal<Progress> = computed(() =>
    sumOf([...this.#meters.value.values()].map(({ progress }) => progress.value))
  );

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How far the recipient on a seat is. */
  of(number: number): ReadonlySignal<Progress> {
    return this.#at(number).progress;
  }

  /** Begins to look at the counters of a recipient. */
  start(number: number, counters: Counters): void {
    this.#at(number).sampler.start(counters);
  }

  /** A recipient has everything. */
  complete(number: number): void {
    const { progress, sampler } = this.#at(number);
    sampler.stop();
    const { totalBytes } = progress.peek();
    progress.value = { doneBytes: totalBytes, totalBytes, bytesPerSecond: 0, secondsLeft: 0 };
  }

  /** A seat is free, or taken by somebody else. */
  reset(number: number): void {
    const { progress, sampler } = this.#at(number);
    sampler.stop();
    progress.value = NO_PROGRESS;
  }

  /** Looks at nobody any more; what was seen stays. */
  stop(): void {
    for (const { sampler } of this.#meters.peek().values()) sampler.stop();
  }

  #at(number: number): Meter {
    const known = this.#meters.peek().get(number);
    if (known) return known;
    const progress = signal<Progress>(NO_PROGRESS);
    const sampler = new ProgressSampler(this.#clock, (value) => progress.value = value);
    const meter = { progress, sampler };
    this.#meters.value = new Map(this.#meters.peek()).set(number, meter);
    return meter;
  }
}

/**
 * Several as one: it is through when the last of them is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const half = { doneBytes: 1, totalBytes: 2, bytesPerSecond: 1, secondsLeft: 1 };
 * const none = { doneBytes: 0, totalBytes: 2, bytesPerSecond: 0, secondsLeft: undefined };
 * assert.equal(sumOf([half, half]).doneBytes, 2);
 * assert.equal(sumOf([half, none]).secondsLeft, undefined);
 * ```
 */
export function sumOf(all: readonly Progress[]): Progress {
  return all.filter(({ totalBytes }) => totalBytes > 0).reduce((sum, one, index) => {
    if (index === 0) return one;
    const { secondsLeft } = one;
    return {
      doneBytes: sum.doneBytes + one.doneBytes,
      totalBytes: sum.totalBytes + one.totalBytes,
      bytesPerSecond: sum.bytesPerSecond + one.bytesPerSecond,
      secondsLeft: secondsLeft === undefined || sum.secondsLeft === undefined
        ? undefined
        : Math.max(sum.secondsLeft, secondsLeft),
    };
  }, NO_PROGRESS);
}
