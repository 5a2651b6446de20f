import assert from "node:assert/strict";
import { BlockCut } from "./block_cut.ts";

function blockOf(length: number) {
  return {
    number: 0,
    bytes: new Uint8Array(length),
    digest: new Uint8Array(32),
    release: () => {},
  };
}

function piecesOf(cut: BlockCut, most: number) {
  const pieces: (readonly [number, number])[] = [];
  while (!cut.isOver) pieces.push(cut.next(most));
  return pieces;
}

Deno.test("BlockCut gives every byte of a block once, in parts of nearly one length", () => {
  for (const [length, most] of [[1, 1], [10, 3], [10, 10], [10, 11], [1_000, 64], [1_001, 77]]) {
    const pieces = piecesOf(new BlockCut(blockOf(length!)), most!);
    const lengths = pieces.map(([from, to]) => to - from);
    assert.equal(lengths.reduce((sum, each) => sum + each, 0), length);
    assert.ok(Math.max(...lengths) <= most!);
    assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1, `${lengths}`);
  }
});

Deno.test("BlockCut gives only the ranges it was asked for", () => {
  const cut = new BlockCut(blockOf(100), [[10, 30], [90, 100]]);
  assert.deepEqual(piecesOf(cut, 15), [[10, 20], [20, 30], [90, 100]]);
  assert.throws(() => cut.next(15), RangeError);
});

Deno.test("BlockCut lets lanes with frames of different lengths share a block", () => {
  const cut = new BlockCut(blockOf(100));
  assert.deepEqual([cut.next(60), cut.next(20), cut.next(60)], [[0, 50], [50, 67], [67, 100]]);
  assert.ok(cut.isOver);
});

Deno.test("BlockCut is whole until a piece is taken, and where all of the block is wanted", () => {
  const cut = new BlockCut(blockOf(100));
  assert.ok(cut.isWhole);
  cut.next(50);
  assert.equal(cut.isWhole, false);
  assert.ok(new BlockCut(blockOf(100), [[0, 100]]).isWhole);
  assert.equal(new BlockCut(blockOf(100), [[0, 99]]).isWhole, false);
  assert.equal(new BlockCut(blockOf(100), [[1, 100]]).isWhole, false);
});
