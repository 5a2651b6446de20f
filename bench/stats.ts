/** One value a run, in the order of the runs; `undefined` where a run failed. */
export type Runs<Value> = readonly (Value | undefined)[];

/** The middle and the ends of some measurements. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Describes measurements by median, minimum and maximum; `undefined` where there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(spreadOf([3, 1, undefined, 2]), { median: 2, min: 1, max: 3 });
 * assert.equal(spreadOf([1, 2])?.median, 1.5);
 * ```
 */
export function spreadOf(values: Runs<number>): Spread | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  const [min] = sorted;
  const max = sorted.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    return undefined;
  }
  return { median: (low + high) / 2, min, max };
}

/**
 * What one contestant has of another, run by run: both were measured within a minute of each other,
 * so what disturbed one disturbed the other. A run in which either failed has no ratio, nor has one
 * in which the other moved nothing.
 */
export function ratiosOf(values: Runs<number>, bases: Runs<number>): Runs<number> {
  return values.map((value, run) => {
    const base = bases[run];
    return value === undefined || base === undefined || base === 0 ? undefined : value / base;
  });
}

/**
 * The value below which a share of all values lies; `undefined` where there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(quantileOf([4, 1, 3, 2, 5], 0.5), 3);
 * ```
 */
export function quantileOf(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1];
}

/** What one contestant has more than another, run by run. */
export function differencesOf(values: Runs<number>, bases: Runs<number>): Runs<number> {
  return values.map((value, run) => {
    const base = bases[run];
    return value === undefined || base === undefined ? undefined : value - base;
  });
}

/** Values as a table shows them: `22.7 (20.3–23.6)`, `22.7` for a single one, `–` for none. */
export function formatSpread(values: Runs<number>, digits = 1): string {
  const spread = spreadOf(values);
  if (!spread) return "–";
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) =>
    value.toFixed(digits).replace(/^-(?=[0.]+$)/, "") // Minus zero is zero.
  );
  const only = values.filter((value) => value !== undefined).length === 1;
  return only ? `${median}` : `${median} (${min}–${max})`;
}
