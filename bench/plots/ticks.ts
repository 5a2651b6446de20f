/**
 * Round numbers from 0 to just above the greatest value: 1, 2 or 5 times a power of ten apart, six at
 * most.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(ticksUpTo(10.2), [0, 2, 4, 6, 8, 10, 12]);
 * assert.deepEqual(ticksUpTo(1.4), [0, 0.5, 1, 1.5]);
 * ```
 */
export function ticksUpTo(greatest: number): number[] {
  const rough = greatest / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.ceil(greatest / step - 1e-9);
  // Multiplied, not added up: 0.1 three times would be 0.30000000000000004.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
