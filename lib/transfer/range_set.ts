import type { BlockRange } from "../protocol/control_message.ts";

/**
 * A set of whole numbers kept as sorted, disjoint, half-open ranges: the blocks a receiver holds,
 * or the bytes of one block that have arrived. Costs what its gaps cost, not what it holds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const set = new RangeSet();
 * set.add(0, 4);
 * set.add(4, 6);
 * assert.deepEqual([...set.ranges()], [[0, 6]]);
 * assert.equal(set.size, 6);
 * ```
 */
export class RangeSet {
  readonly #ranges: [from: number, to: number][] = [];
  #size = 0;

  /** How many numbers are in the set. */
  get size(): number {
    return this.#size;
  }

  /** Adds `[from, to)`; what is in the set already stays in it once. */
  add(from: number, to: number): void {
    if (from >= to) return;
    const ranges = this.#ranges;
    // The first range that ends at or behind `from` is the first that can touch the new one.
    const start = this.#firstEndingAt(from);
    let end = start;
    let mergedFrom = from;
    let mergedTo = to;
    for (; end < ranges.length; end++) {
      const range = ranges[end];
      if (range === undefined || range[0] > to) break;
      mergedFrom = Math.min(mergedFrom, range[0]);
      mergedTo = Math.max(mergedTo, range[1]);
      this.#size -= range[1] - range[0];
    }
    ranges.splice(start, end - start, [mergedFrom, mergedTo]);
    this.#size += mergedTo - mergedFrom;
  }

  /** Whether a number is in the set. */
  has(value: number): boolean {
    return this.covers(value, value + 1);
  }

  /** Whether all of `[from, to)` is in the set. */
  covers(from: number, to: number): boolean {
    if (from >= to) return true;
    const range = this.#ranges[this.#firstEndingAt(from + 1)];
    return range !== undefined && range[0] <= from && range[1] >= to;
  }

  /** The ranges in order. */
  ranges(): readonly BlockRange[] {
    return this.#ranges;
  }

  /** The numbers of `[0, end)` that are not in the set, in order. */
  *missing(end: number): Generator<number> {
    let next = 0;
    for (const [from, to] of this.#ranges) {
      for (; next < Math.min(from, end); next++) yield next;
      next = Math.max(next, to);
    }
    for (; next < end; next++) yield next;
  }

  /** The numbers in the set, in order. */
  *values(): Generator<number> {
    for (const [from, to] of this.#ranges) {
      for (let value = from; value < to; value++) yield value;
    }
  }

  /** Empties the set. */
  clear(): void {
    this.#ranges.length = 0;
    this.#size = 0;
  }

  #firstEndingAt(value: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const range = this.#ranges[middle];
      if (range !== undefined && range[1] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
