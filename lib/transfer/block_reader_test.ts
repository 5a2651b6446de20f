import assert from "node:assert/strict";
import { FailureError } from "../protocol/failure.ts";
import { MemorySource, syncDigest } from "../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { BlockPlan } from "./block_plan.ts";
import { BlockReader } from "./block_reader.ts";
import type { ByteSource, Digest } from "./ports.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

interface Read {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
}

/** Sources of zeros that keep a record of what was asked of them. */
function recordingSources(plan: BlockPlan): { sources: ByteSource[]; reads: Read[] } {
  const reads: Read[] = [];
  const sources = Array.from({ length: plan.fileCount }, (_, file) => ({
    read: (offset: number, length: number) => {
      assert.ok(length > 0 && offset + length <= plan.sizeOf(file), "read beyond the file");
      reads.push({ file, offset, length });
      return Promise.resolve(new Uint8Array(length));
    },
  }));
  return { sources, reads };
}

/** Where the bytes don't matter. */
const noDigest: Digest = { sha256: () => Promise.resolve(new Uint8Array(32)) };

function bytesOf(reads: readonly Read[]): number {
  return reads.reduce((sum, { length }) => sum + length, 0);
}

function* upTo(end: number): Generator<number> {
  for (let number = 0; number < end; number++) yield number;
}

function neverFails(error: unknown): void {
  assert.fail(`failed: ${error}`);
}

Deno.test("BlockReader gives the blocks in the order it was given, with their bytes and digests", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = new SeededRandom(seed);
    const blockBytes = 1 + random.below(50);
    const files = Array.from(
      { length: 1 + random.below(6) },
      () => random.bytes(random.chance(0.3) ? 0 : random.below(400)),
    );
    const plan = new BlockPlan(files.map((file) => file.length), blockBytes);
    // Runs of consecutive blocks, gaps, and steps back.
    const order: number[] = [];
    for (let block = 0; block < plan.blockCount; block++) {
      if (random.chance(0.8)) order.splice(random.chance(0.8) ? order.length : 0, 0, block);
    }
    const sources = files.map((file) => new MemorySource(file));
    const reader = new BlockReader(plan, sources, syncDigest, order.values(), neverFails);
    for (const number of order) {
      const { file, offset, length } = plan.locate(number);
      assert.deepEqual(
        { number: reader.peek()?.number, length: reader.peek()?.length },
        { number, length },
      );
      const block = await reader.take();
      const bytes = files[file]?.slice(offset, offset + length) ?? new Uint8Array();
      assert.equal(block?.number, number, `seed ${seed}`);
      assert.deepEqual(block?.bytes.slice(), bytes, `seed ${seed}`);
      assert.deepEqual(block?.digest, await syncDigest.sha256(bytes), `seed ${seed}`);
    }
    assert.equal(reader.peek(), undefined);
    assert.equal(reader.take(), undefined);
  }
});

Deno.test("BlockReader asks for nothing before it is asked", () => {
  const plan = new BlockPlan([10 * MIB], MIB);
  const { sources, reads } = recordingSources(plan);
  new BlockReader(plan, sources, noDigest, upTo(plan.blockCount), neverFails);
  assert.deepEqual(reads, []);
});

Deno.test("BlockReader reads slabs of 4 MiB, and a file's last is as long as the rest", async () => {
  const plan = new BlockPlan([10 * MIB + 5], MIB);
  const { sources, reads } = recordingSources(plan);
  const reader = new BlockReader(plan, sources, noDigest, upTo(plan.blockCount), neverFails);
  while (reader.peek()) await reader.take();
  assert.deepEqual(reads, [
    { file: 0, offset: 0, length: 4 * MIB },
    { file: 0, offset: 4 * MIB, length: 4 * MIB },
    { file: 0, offset: 8 * MIB, length: 2 * MIB + 5 },
  ]);
});

Deno.test("BlockReader never reads over the end of a file, nor over a gap in its order", async () => {
  const plan = new BlockPlan([2 * MIB, 0, 1, 3 * MIB], MIB);
  const { sources, reads } = recordingSources(plan);
  const order = [0, 1, 2, 3, 5];
  const reader = new BlockReader(plan, sources, noDigest, order.values(), neverFails);
  while (reader.peek()) await reader.take();
  assert.deepEqual(reads, [
    { file: 0, offset: 0, length: 2 * MIB },
    { file: 2, offset: 0, length: 1 },
    { file: 3, offset: 0, length: MIB },
    { file: 3, offset: 2 * MIB, length: MIB },
  ]);
});

Deno.test("BlockReader reads a bounded number of bytes ahead of the asking", async () => {
  const plan = new BlockPlan([200 * MIB], MIB);
  const { sources, reads } = recordingSources(plan);
  const reader = new BlockReader(plan, sources, noDigest, upTo(plan.blockCount), neverFails);
  reader.peek();
  assert.equal(bytesOf(reads), 8 * MIB);
  for (let taken = 1; taken <= 100; taken++) {
    await reader.take();
    const ahead = bytesOf(reads) - taken * MIB;
    // Below two slabs one more is read.
    assert.ok(ahead >= 4 * MIB && ahead < 12 * MIB, `${ahead} bytes after ${taken} blocks`);
  }
  for (const { length } of reads) assert.ok(length <= 4 * MIB);
});

Deno.test("BlockReader makes a bounded number of reads ahead where files are small", async () => {
  const plan = new BlockPlan(Array(1_000).fill(1), MIB);
  const { sources, reads } = recordingSources(plan);
  const reader = new BlockReader(plan, sources, noDigest, upTo(plan.blockCount), neverFails);
  for (let taken = 0; taken < 1_000; taken++) {
    const before = reads.length;
    reader.peek();
    assert.ok(reads.length - taken <= 128, `${reads.length} reads after ${taken} blocks`);
    const block = reader.take();
    const more = reads.length - before;
    assert.ok(more === 0 || more >= 40, `none or many in one breath: ${more}`);
    assert.equal((await block)?.number, taken);
  }
  assert.equal(reads.length, 1_000);
});

Deno.test("BlockReader tells of a failed read when it fails, long before its turn", async () => {
  const plan = new BlockPlan([6 * MIB], MIB);
  const error = new FailureError("source-changed", "Cannot read: gone");
  const sources: ByteSource[] = [{
    read: (offset, length) =>
      offset === 0 ? Promise.resolve(new Uint8Array(length)) : Promise.reject(error),
  }];
  const told: unknown[] = [];
  const reader = new BlockReader(
    plan,
    sources,
    noDigest,
    upTo(plan.blockCount),
    (failure) => told.push(failure),
  );
  await reader.take(); // Block 0, of the slab that can be read.
  await settle();
  assert.ok(told.length >= 1);
  assert.ok(told.every((failure) => failure === error));
  for (let number = 1; number < 4; number++) assert.equal((await reader.take())?.number, number);
  await assert.rejects(reader.take() ?? Promise.resolve(), error);
});

Deno.test("BlockReader tells of a failed digest too", async () => {
  const plan = new BlockPlan([5], MIB);
  const error = new Error("no crypto");
  const told: unknown[] = [];
  const failing: Digest = { sha256: () => Promise.reject(error) };
  const { sources } = recordingSources(plan);
  const reader = new BlockReader(plan, sources, failing, upTo(1), (failure) => told.push(failure));
  reader.peek();
  await settle();
  assert.deepEqual(told, [error]);
});

Deno.test("BlockReader reads one block again without losing its location", async () => {
  const random = new SeededRandom(5);
  const file = random.bytes(95);
  const plan = new BlockPlan([file.length], 10);
  const sources = [new MemorySource(file)];
  const reader = new BlockReader(plan, sources, syncDigest, upTo(plan.blockCount), neverFails);
  await reader.take();
  const again = await reader.read(9);
  assert.equal(again.number, 9);
  assert.deepEqual(again.bytes, file.slice(90));
  assert.deepEqual(again.digest, await syncDigest.sha256(file.slice(90)));
  assert.equal((await reader.take())?.number, 1);
  // It reads what is there now, not what was read before.
  sources[0]!.bytes = new Uint8Array(95);
  assert.deepEqual((await reader.read(0)).bytes, new Uint8Array(10));
});

Deno.test("BlockReader frees what it read at once when the last of its blocks is released", async () => {
  const plan = new BlockPlan([6 * MIB], MIB);
  const { sources } = recordingSources(plan);
  const freed: number[] = [];
  const free = (buffer: ArrayBuffer) => freed.push(buffer.byteLength);
  const reader = new BlockReader(plan, sources, noDigest, upTo(6), neverFails, free);
  const blocks = [];
  for (let block = reader.take(); block; block = reader.take()) blocks.push(await block);
  for (const block of blocks.slice(1, 4)) block.release();
  blocks[4]!.release();
  await settle();
  assert.deepEqual(freed, []);
  blocks[0]!.release();
  await settle();
  assert.deepEqual(freed, [4 * MIB]);
  blocks[5]!.release();
  (await reader.read(3)).release();
  await settle();
  assert.deepEqual(freed, [4 * MIB, 2 * MIB, MIB]);
});
