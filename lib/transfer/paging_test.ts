import assert from "node:assert/strict";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { MAX_MODIFIED } from "../protocol/file_entry.ts";
import { MAX_BLOCKS, MAX_FILES, MAX_PATH_LENGTH } from "../protocol/limits.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { pages } from "./paging.ts";
import { FILES_PAGE_LENGTH, RANGES_PAGE_COUNT, ROOTS_PAGE_COUNT } from "./limits.ts";

for (
  const { items, limit, expected } of [
    { items: [], limit: 3, expected: [] },
    { items: [1], limit: 3, expected: [[1]] },
    { items: [1, 2], limit: 3, expected: [[1, 2]] },
    { items: [1, 2, 1], limit: 3, expected: [[1, 2], [1]] },
    { items: [3, 3], limit: 3, expected: [[3], [3]] },
    { items: [9], limit: 3, expected: [[9]] }, // Too much by itself: a page of its own.
    { items: [1, 9, 1, 1], limit: 3, expected: [[1], [9], [1, 1]] },
    { items: [0, 0, 0, 0], limit: 0, expected: [[0, 0, 0, 0]] },
    { items: [1, 1], limit: 0, expected: [[1], [1]] },
  ] as const
) {
  Deno.test(`pages cuts costs of [${items.join(", ")}] at ${limit} into ${expected.length}`, () => {
    const cut = [...pages<number>(items, (cost) => cost, limit)];
    assert.deepEqual(cut.map((page) => page.items), expected);
  });
}

Deno.test("pages gives each item once, in order, and names the position of each page's first", () => {
  const random = new SeededRandom(3);
  for (let round = 0; round < 300; round++) {
    const limit = random.below(20);
    const items = Array.from({ length: random.below(60) }, () => random.below(12));
    let next = 0;
    for (const { first, items: page } of pages(items, (cost) => cost, limit)) {
      assert.equal(first, next);
      assert.deepEqual(page, items.slice(first, first + page.length));
      next += page.length;
      const cost = page.reduce((sum, price) => sum + price, 0);
      assert.ok(cost <= limit || page.length === 1);
    }
    assert.equal(next, items.length);
  }
});

const root = "A".repeat(43);
const widest = {
  path: "\0".repeat(MAX_PATH_LENGTH),
  size: Number.MAX_SAFE_INTEGER,
  modified: MAX_MODIFIED,
};
const shortest = { path: "a", size: 0, modified: 0 };

for (
  const [what, message] of [
    ["a page of roots", {
      type: "roots",
      first: MAX_FILES - 1,
      roots: Array(ROOTS_PAGE_COUNT).fill(root),
    }],
    ["a page of ranges", {
      type: "have",
      ranges: Array(RANGES_PAGE_COUNT).fill([MAX_BLOCKS - 1, MAX_BLOCKS]),
    }],
  ] as const
) {
  Deno.test(`transfer limits: the longest ${what.slice(2)} is a control message`, () => {
    assert.ok(parseAnyMessage(JSON.stringify(message)));
  });
}

for (const entry of [widest, shortest]) {
  Deno.test(`transfer limits: every page of files with paths of ${entry.path.length} is a control message`, () => {
    const files = Array(2_000).fill(entry);
    const cost = (file: unknown) => JSON.stringify(file).length + 1;
    for (const { first, items } of pages(files, cost, FILES_PAGE_LENGTH)) {
      assert.ok(parseAnyMessage(JSON.stringify({ type: "files", first, files: items })));
    }
  });
}
