import assert from "node:assert/strict";
import type { FileEntry } from "../../protocol/file_entry.ts";
import {
  MAX_BLOCK_BYTES,
  MAX_BLOCKS,
  MAX_FILES,
  MAX_LIST_BYTES,
  MAX_LIST_FOLDERS,
  MAX_PATH_LENGTH,
  MIN_BLOCK_BYTES,
} from "../../protocol/limits.ts";
import { IncomingList } from "./incoming_list.ts";

function listOf(fileCount: number, totalBytes: number, blockBytes = MIN_BLOCK_BYTES) {
  const transferId = "A".repeat(43);
  return new IncomingList({ type: "offer", transferId, fileCount, totalBytes, blockBytes });
}

function filesOf(...sizes: readonly number[]): FileEntry[] {
  return sizes.map((size) => ({ path: `${size}`, size, modified: 0 }));
}

Deno.test("IncomingList is complete when its pages hold what the offer said", () => {
  const list = listOf(4, 10);
  assert.ok(list.add(0, filesOf(3)));
  assert.equal(list.complete, false);
  assert.ok(list.add(1, filesOf(7, 0)));
  assert.equal(list.complete, false);
  assert.ok(list.add(3, filesOf(0)));
  assert.equal(list.complete, true);
  assert.deepEqual(list.files, filesOf(3, 7, 0, 0));
});

const most = Number.MAX_SAFE_INTEGER;

for (
  const { what, offer, pages } of [
    { what: "a page that doesn't begin at 0", offer: [2, 2], pages: [[1, [1]]] },
    { what: "a page twice", offer: [4, 4], pages: [[0, [1]], [0, [1]]] },
    { what: "a page too early", offer: [4, 4], pages: [[0, [1]], [2, [1]]] },
    { what: "more files than offered", offer: [1, 2], pages: [[0, [1, 1]]] },
    { what: "more empty files than offered", offer: [1, 0], pages: [[0, [0, 0]]] },
    { what: "more bytes than offered", offer: [2, 5], pages: [[0, [6]]] },
    { what: "more bytes than offered, in small parts", offer: [9, 5], pages: [[0, [3]], [1, [3]]] },
    { what: "fewer bytes than offered", offer: [2, 5], pages: [[0, [1, 1]]] },
    { what: "bytes beyond any number", offer: [3, most], pages: [[0, [most, most, most]]] },
    { what: "a byte more than any number", offer: [2, most], pages: [[0, [most, 1]]] },
  ] as const
) {
  Deno.test(`IncomingList refuses ${what}`, () => {
    const list = listOf(offer[0], offer[1]);
    const taken = pages.map(([first, sizes]) => list.add(first, filesOf(...sizes)));
    assert.equal(taken.at(-1), false);
    assert.ok(taken.slice(0, -1).every((page) => page));
    assert.equal(list.complete, false);
  });
}

Deno.test("IncomingList refuses more blocks than block numbers", () => {
  const fits = MAX_BLOCKS * MIN_BLOCK_BYTES;
  assert.equal(listOf(1, fits).add(0, filesOf(fits)), true);
  assert.equal(listOf(1, fits + 1).add(0, filesOf(fits + 1)), false);
  assert.equal(listOf(1, fits + 1, MAX_BLOCK_BYTES).add(0, filesOf(fits + 1)), true);
});

/** How many files of an offer of the most there may be are taken, page by page. */
function filesTaken(pathOf: (file: number) => string): number {
  const list = listOf(MAX_FILES, 0);
  for (let first = 0; first < MAX_FILES; first += 10) {
    const files = Array.from({ length: 10 }, (_, index) => ({
      path: pathOf(first + index),
      size: 0,
      modified: 0,
    }));
    if (!list.add(first, files)) break;
  }
  return list.files.length;
}

Deno.test("IncomingList refuses more folders than a list may have, and holds none of those beyond", () => {
  const deep = (file: number) =>
    Array.from({ length: 32 }, (_, depth) => `${file}-${depth}`).join("/");
  assert.equal(filesTaken((file) => `${deep(file)}/x`), MAX_LIST_FOLDERS / 32);
});

Deno.test("IncomingList refuses more text than a list may have, and holds none of that beyond", () => {
  const long = "x".repeat(MAX_PATH_LENGTH);
  assert.equal(filesTaken(() => long), MAX_LIST_BYTES / MAX_PATH_LENGTH);
});

Deno.test("IncomingList takes as many files as there may be with paths as they are", () => {
  const taken = filesTaken((file) => `Photos/2024/${file >> 8}/IMG_${file}.jpeg`);
  assert.equal(taken, MAX_FILES);
});
