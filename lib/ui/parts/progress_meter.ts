import { NO_PROGRESS, type Progress } from "../facts/transfer_facts.ts";

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** The time the shown speed is an average over: long enough to be readable, short enough to follow. */
const SPEED_WINDOW_MS = 5_000;

/** No time left is guessed from less than this. */
const MIN_WINDOW_MS = 800;

/**
 * Turns samples of a byte counter into progress, speed and time left.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const meter = new ProgressMeter();
 * meter.sample(0, 0, 3000);
 * assert.equal(meter.sample(1000, 1000, 3000).secondsLeft, 2);
 * ```
 */
export class ProgressMeter {
  #samples: Sample[] = [];

  /** Takes the counter as it is now. */
  sample(nowMs: number, doneBytes: number, totalBytes: number): Progress {
    this.#samples.push({ atMs: nowMs, bytes: doneBytes });
    // The newest sample that is older than the window stays: it is where the window begins.
    while ((this.#samples[1]?.atMs ?? Infinity) <= nowMs - SPEED_WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    const elapsedMs = first ? nowMs - first.atMs : 0;
    if (!first || elapsedMs < MIN_WINDOW_MS) {
      return { ...NO_PROGRESS, doneBytes, totalBytes };
    }
    const bytesPerSecond = Math.max(0, (doneBytes - first.bytes) * 1000 / elapsedMs);
    const secondsLeft = bytesPerSecond > 0 ? (totalBytes - doneBytes) / bytesPerSecond : undefined;
    return { doneBytes, totalBytes, bytesPerSecond, secondsLeft };
  }
}
