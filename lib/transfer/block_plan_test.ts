import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { BlockPlan } from "./block_plan.ts";

const B = 8; // Bytes of a block in these tests.

for (
  const { sizes, blocks } of [
    { sizes: [], blocks: [] },
    { sizes: [0], blocks: [] },
    { sizes: [1], blocks: [[0, 0, 1]] },
    { sizes: [B - 1], blocks: [[0, 0, B - 1]] },
    { sizes: [B], blocks: [[0, 0, B]] },
    { sizes: [B + 1], blocks: [[0, 0, B], [0, B, 1]] },
    { sizes: [2 * B], blocks: [[0, 0, B], [0, B, B]] },
    // Empty files before, between and after others have no blocks.
    { sizes: [0, 0, 3], blocks: [[2, 0, 3]] },
    { sizes: [3, 0, 0, B + 1, 0], blocks: [[0, 0, 3], [3, 0, B], [3, B, 1]] },
    { sizes: [1, 1], blocks: [[0, 0, 1], [1, 0, 1]] }, // Never two files in one block.
  ] as const
) {
  Deno.test(`BlockPlan cuts files of [${sizes.join(", ")}] bytes into ${blocks.length} blocks`, () => {
    const plan = new BlockPlan(sizes, B);
    assert.equal(plan.blockBytes, B);
    assert.equal(plan.fileCount, sizes.length);
    assert.equal(plan.blockCount, blocks.length);
    assert.equal(plan.totalBytes, sizes.reduce((sum, size) => sum + size, 0));
    const location = blocks.map((_, block) => plan.locate(block));
    assert.deepEqual(location, blocks.map(([file, offset, length]) => ({ file, offset, length })));
    sizes.forEach((size, file) => {
      assert.equal(plan.sizeOf(file), size);
      const own = blocks.flatMap(([owner], block) => owner === file ? [block] : []);
      const [from, to] = plan.blocksOf(file);
      assert.deepEqual(Array.from({ length: to - from }, (_, index) => from + index), own);
    });
  });
}

Deno.test("BlockPlan puts every byte of every file into exactly one block", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new SeededRandom(seed);
    const blockBytes = 1 + random.below(9);
    const sizes = Array.from(
      { length: random.below(12) },
      () => random.chance(0.3) ? 0 : random.below(40),
    );
    const plan = new BlockPlan(sizes, blockBytes);
    const counts = sizes.map((size) => new Uint8Array(size));
    for (let block = 0; block < plan.blockCount; block++) {
      const { file, offset, length } = plan.locate(block);
      assert.ok(length > 0 && length <= blockBytes, `seed ${seed}`);
      const [from, to] = plan.blocksOf(file);
      assert.ok(block >= from && block < to, `seed ${seed}`);
      const bytes = counts[file]?.subarray(offset, offset + length);
      assert.equal(bytes?.length, length, `seed ${seed}: block ${block} beyond file ${file}`);
      bytes?.forEach((count, at) => bytes[at] = count + 1);
    }
    for (const count of counts) assert.ok(count.every((times) => times === 1), `seed ${seed}`);
  }
});

for (const block of [-1, 3, 0.5, NaN, Infinity, 2 ** 32]) {
  Deno.test(`BlockPlan throws where block ${block} of 3 is asked for`, () => {
    assert.throws(() => new BlockPlan([3 * B], B).locate(block), RangeError);
  });
}

for (const file of [-1, 1, 0.5, NaN]) {
  Deno.test(`BlockPlan throws where file ${file} of 1 is asked for`, () => {
    const plan = new BlockPlan([B], B);
    assert.throws(() => plan.sizeOf(file), RangeError);
    assert.throws(() => plan.blocksOf(file), RangeError);
  });
}

Deno.test("BlockPlan costs what its files cost: a hundred tebibytes are as cheap as nothing", () => {
  const mib = 2 ** 20;
  const tib = 2 ** 40;
  // Ten thousand plans with a hundred million blocks each: with a table of blocks this never ends.
  for (let count = 0; count < 10_000; count++) {
    const plan = new BlockPlan([1, 100 * tib, 5], mib);
    assert.equal(plan.blockCount, 2 + 100 * mib);
    assert.deepEqual(plan.locate(100 * mib), { file: 1, offset: 100 * tib - mib, length: mib });
    assert.deepEqual(plan.locate(100 * mib + 1), { file: 2, offset: 0, length: 5 });
  }
});

Deno.test("BlockPlan stays exact up to the largest transfer of the protocol", () => {
  const blockBytes = 2 ** 20;
  const plan = new BlockPlan([0xffff_fffe * blockBytes + 1], blockBytes);
  assert.equal(plan.blockCount, 0xffff_ffff);
  const last = plan.locate(0xffff_fffe);
  assert.deepEqual(last, { file: 0, offset: 0xffff_fffe * blockBytes, length: 1 });
});
