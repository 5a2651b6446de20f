import type { Clock } from "./clock.ts";

/** Longest slice of work, ms: half of a frame of a 60 Hz screen. */
const SLICE_MS = 8;

/**
 * Does long work in slices between which the page draws and answers. What is short is done at once,
 * before this returns.
 *
 * @param work yields wherever it may be interrupted, every millisecond or so
 * @param onDone gets the result; never called once the signal is aborted
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * function* count() {
 *   for (let step = 0; step < 3; step++) yield;
 *   return 3;
 * }
 * let result = 0;
 * inSlices(count(), {
 *   clock: { now: () => 0, after: () => () => {} },
 *   signal: new AbortController().signal,
 *   onDone: (counted) => result = counted,
 * });
 * assert.equal(result, 3);
 * ```
 */
export function inSlices<Result>(
  work: Iterator<void, Result>,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly onDone: (result: Result) => void;
  },
): void {
  const { clock, signal, onDone } = options;
  if (signal.aborted) return;
  const endAt = clock.now() + SLICE_MS;
  for (;;) {
    const step = work.next();
    if (step.done) return onDone(step.value);
    if (clock.now() < endAt) continue;
    const cancel = clock.after(0, () => {
      signal.removeEventListener("abort", cancel);
      inSlices(work, options);
    });
    signal.addEventListener("abort", cancel, { once: true });
    return;
  }
}
