import { sameDigest } from "../../protocol/lane_message.ts";
import assert from "node:assert/strict";
import { MIN_FRAME_DATA_BYTES } from "../../protocol/limits.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { BlockAssembly } from "./block_intake.ts";

const LENGTH = 10_000;
const LEAST = MIN_FRAME_DATA_BYTES;
const right = new Uint8Array(32).fill(1);
const wrong = new Uint8Array(32).fill(2);

function makeBlock(seed = 1): Uint8Array<ArrayBuffer> {
  return new SeededRandom(seed).bytes(LENGTH);
}

function part(bytes: Uint8Array<ArrayBuffer>, from: number, to: number, digest = right) {
  return { block: 0, offset: from, digest, data: bytes.slice(from, to) };
}

Deno.test("BlockAssembly puts the parts of a block together in any order, with duplicates and overlaps", () => {
  const block = makeBlock();
  for (let seed = 1; seed <= 100; seed++) {
    const random = new SeededRandom(seed);
    const assembly = new BlockAssembly(LENGTH);
    const seen = new Set<number>();
    while (seen.size < LENGTH) {
      assert.equal(assembly.complete, false, `seed ${seed}`);
      const from = Math.max(0, random.below(LENGTH + 1_000) - 1_000); // Often the first byte.
      const to = Math.min(from + LEAST + random.below(3_000), LENGTH);
      const frame = part(block, from, to);
      for (let copy = random.below(3); copy >= 0; copy--) assert.ok(assembly.add(frame));
      for (let at = from; at < to; at++) seen.add(at);
      assert.equal(assembly.arrivedBytes, seen.size, `seed ${seed}`);
    }
    assert.equal(assembly.complete, true);
    assert.deepEqual(assembly.bytes, block);
    assert.deepEqual(assembly.digest, right);
  }
});

Deno.test("BlockAssembly of one frame is complete at once", () => {
  const assembly = new BlockAssembly(LENGTH);
  assert.equal(assembly.bytes.length, LENGTH);
  assert.equal(assembly.digest, undefined);
  assert.equal(assembly.arrivedBytes, 0);
  assert.ok(assembly.add(part(makeBlock(), 0, LENGTH)));
  assert.equal(assembly.complete, true);
});

for (
  const { offset, length } of [
    { offset: 0, length: LENGTH + 1 },
    { offset: 1, length: LENGTH },
    { offset: LENGTH - 1, length: 2 },
    { offset: LENGTH, length: 1 },
    { offset: 0xffff_ffff, length: 1 },
    { offset: 0xffff_ffff, length: 65_492 },
  ]
) {
  Deno.test(`BlockAssembly refuses ${length} bytes at ${offset} of a block of ${LENGTH}, and stays as it was`, () => {
    const assembly = new BlockAssembly(LENGTH);
    assembly.add(part(makeBlock(), 0, LEAST));
    const data = new Uint8Array(length).fill(9);
    assert.equal(assembly.add({ block: 0, offset, digest: wrong, data }), false);
    assert.equal(assembly.arrivedBytes, LEAST);
    assert.deepEqual(assembly.digest, right);
    assert.deepEqual(assembly.bytes.subarray(0, LEAST), makeBlock().subarray(0, LEAST));
  });
}

for (const length of [0, 1, LEAST - 1]) {
  Deno.test(`BlockAssembly refuses a crumb of ${length} bytes, but where it ends the block`, () => {
    for (const offset of [0, 1, LENGTH - length - 1]) {
      const assembly = new BlockAssembly(LENGTH);
      assert.equal(assembly.add(part(makeBlock(), offset, offset + length)), false, `at ${offset}`);
      assert.equal(assembly.arrivedBytes, 0);
      assert.equal(assembly.digest, undefined);
    }
    const assembly = new BlockAssembly(LENGTH);
    assert.equal(assembly.add(part(makeBlock(), LENGTH - length, LENGTH)), true);
    assert.equal(assembly.arrivedBytes, length);
  });
}

Deno.test("BlockAssembly takes the smallest piece anywhere, and a block that is smaller than that", () => {
  const assembly = new BlockAssembly(LENGTH);
  for (const offset of [0, 1, LENGTH - LEAST - 1, LENGTH - LEAST]) {
    assert.equal(assembly.add(part(makeBlock(), offset, offset + LEAST)), true, `at ${offset}`);
  }
  const small = new BlockAssembly(1);
  assert.equal(small.add(part(makeBlock(), 0, 1)), true);
  assert.equal(small.complete, true);
});

Deno.test("BlockAssembly begins again when a frame names another digest", () => {
  const [old, block] = [makeBlock(1), makeBlock(2)];
  const assembly = new BlockAssembly(LENGTH);
  assembly.add(part(old, 0, 6_000, wrong));
  assembly.add(part(block, 6_000, LENGTH));
  assert.deepEqual(assembly.digest, right);
  assert.equal(assembly.arrivedBytes, 4_000);
  assert.equal(assembly.complete, false);
  assembly.add(part(block, 0, 6_000));
  assert.equal(assembly.complete, true);
  assert.deepEqual(assembly.bytes, block);
});

Deno.test("BlockAssembly keeps none of its frames' memory alive", () => {
  const message = new Uint8Array(2_000);
  const digest = message.subarray(12, 44);
  const assembly = new BlockAssembly(LENGTH);
  assembly.add({ block: 0, offset: 0, digest, data: message.subarray(44) });
  assert.equal(assembly.arrivedBytes, 2_000 - 44);
  assert.notEqual(assembly.digest?.buffer, message.buffer);
  assert.notEqual(assembly.bytes.buffer, message.buffer);
  message.fill(7);
  assert.deepEqual(assembly.digest, new Uint8Array(32));
  assert.deepEqual(assembly.bytes, new Uint8Array(LENGTH));
});

Deno.test("sameDigest compares length and every byte", () => {
  const bytes = (...values: number[]) => new Uint8Array(values);
  assert.equal(sameDigest(bytes(), bytes()), true);
  assert.equal(sameDigest(bytes(1, 2), bytes(1, 2)), true);
  assert.equal(sameDigest(bytes(1, 2), bytes(1, 3)), false);
  assert.equal(sameDigest(bytes(1, 2), bytes(1)), false);
  assert.equal(sameDigest(bytes(), bytes(0)), false);
});
