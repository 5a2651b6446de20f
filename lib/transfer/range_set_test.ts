import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { RangeSet } from "./range_set.ts";

const END = 400;

function assertSame(set: RangeSet, model: ReadonlySet<number>, label: string): void {
  assert.equal(set.size, model.size, label);
  const sorted = [...model].sort((a, b) => a - b);
  assert.deepEqual([...set.values()], sorted, label);
  const absent = Array.from({ length: END }, (_, value) => value).filter((value) =>
    !model.has(value)
  );
  assert.deepEqual([...set.missing(END)], absent, label);
}

/** Sorted, none empty, and none touching the next: there is one list of ranges for each set. */
function assertCanonical(set: RangeSet, label: string): void {
  const ranges = set.ranges();
  let last = -1;
  for (const [from, to] of ranges) {
    assert.ok(from > last && to > from, `${label}: ${JSON.stringify(ranges)}`);
    last = to;
  }
}

Deno.test("RangeSet holds what a plain set holds, after thousands of random adds", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = new SeededRandom(seed);
    const set = new RangeSet();
    const model = new Set<number>();
    const longest = random.pick([2, 5, 40]);
    for (let step = 0; step < 100; step++) {
      const from = random.below(END - 40);
      const to = from + random.below(longest);
      const label = `seed ${seed}, step ${step}: [${from}, ${to})`;
      set.add(from, to);
      for (let value = from; value < to; value++) model.add(value);
      assertCanonical(set, label);
      assert.equal(set.size, model.size, label);
      for (let look = 0; look < 10; look++) {
        const first = random.below(END);
        const end = first + random.below(12);
        assert.equal(set.has(first), model.has(first), `${label}: has ${first}`);
        let covered = true;
        for (let value = first; value < end; value++) covered &&= model.has(value);
        assert.equal(set.covers(first, end), covered, `${label}: covers [${first}, ${end})`);
      }
    }
    assertSame(set, model, `seed ${seed}`);
  }
});

for (
  const { adds, ranges } of [
    { adds: [], ranges: [] },
    { adds: [[3, 3]], ranges: [] },
    { adds: [[5, 3]], ranges: [] },
    { adds: [[0, 1]], ranges: [[0, 1]] },
    { adds: [[0, 2], [2, 4]], ranges: [[0, 4]] }, // Touching on the right,
    { adds: [[2, 4], [0, 2]], ranges: [[0, 4]] }, // and on the left.
    { adds: [[0, 2], [3, 4]], ranges: [[0, 2], [3, 4]] },
    { adds: [[0, 2], [4, 6], [2, 4]], ranges: [[0, 6]] }, // Fills the gap.
    { adds: [[4, 6], [0, 10]], ranges: [[0, 10]] }, // Swallows,
    { adds: [[0, 10], [4, 6]], ranges: [[0, 10]] }, // and is swallowed.
    { adds: [[0, 1], [2, 3], [4, 5], [8, 9], [1, 6]], ranges: [[0, 6], [8, 9]] },
    { adds: [[9, 10], [0, 1]], ranges: [[0, 1], [9, 10]] },
    { adds: [[0, 1], [0, 1]], ranges: [[0, 1]] },
  ] as const
) {
  Deno.test(`RangeSet makes ${JSON.stringify(ranges)} of ${JSON.stringify(adds)}`, () => {
    const set = new RangeSet();
    for (const [from, to] of adds) set.add(from, to);
    assert.deepEqual(set.ranges(), ranges);
    assert.equal(set.size, ranges.reduce((size, [from, to]) => size + to - from, 0));
  });
}

Deno.test("RangeSet covers an empty range always, and nothing else while it is empty", () => {
  const set = new RangeSet();
  assert.equal(set.covers(7, 7), true);
  assert.equal(set.covers(7, 8), false);
  assert.equal(set.has(0), false);
});

Deno.test("RangeSet costs what its gaps cost, not what it holds", () => {
  const set = new RangeSet();
  set.add(0, 2 ** 40);
  set.add(2 ** 40 + 1, 2 ** 52);
  assert.equal(set.size, 2 ** 52 - 1);
  assert.equal(set.ranges().length, 2);
  assert.equal(set.has(2 ** 40), false);
  assert.deepEqual([...set.missing(2 ** 40 + 10)], [2 ** 40]);
});

Deno.test("RangeSet gives its missing numbers one by one, so that the first costs nothing", () => {
  const set = new RangeSet();
  set.add(0, 3);
  const missing = set.missing(2 ** 50);
  assert.equal(missing.next().value, 3);
  assert.equal(missing.next().value, 4);
});

Deno.test("RangeSet is empty after clear, and takes numbers again", () => {
  const set = new RangeSet();
  set.add(0, 5);
  set.clear();
  assert.equal(set.size, 0);
  assert.deepEqual(set.ranges(), []);
  set.add(2, 4);
  assert.deepEqual([...set.values()], [2, 3]);
});
