/** The middle and the ends of some measurements. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Describes measurements by median, minimum and maximum.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3 });
 * assert.equal(spreadOf([1, 2]).median, 1.5);
 * ```
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  const [min] = sorted;
  const max = sorted.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new RangeError("Cannot describe no measurements");
  }
  return { median: (low + high) / 2, min, max };
}

/** A spread in a table: `22.7 (20.3–23.6)`. */
export function formatSpread({ median, min, max }: Spread, digits = 1): string {
  const [m, a, b] = [median, min, max].map((value) => value.toFixed(digits));
  return `${m} (${a}–${b})`;
}
