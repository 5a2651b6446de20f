import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { syncDigest } from "../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { BlockPlan } from "./block_plan.ts";
import { Ledger, transferRoot } from "./ledger.ts";

const B = 16_384;

function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** The file's root as PROTOCOL.md defines it, from its bytes, and with nothing of the engine. */
function expectedRoot(file: Uint8Array, blockBytes: number): string {
  const digests: Buffer[] = [];
  for (let at = 0; at < file.length; at += blockBytes) {
    digests.push(sha256(file.subarray(at, at + blockBytes)));
  }
  return sha256("filefrag 1 file\0", uint64(file.length), uint64(blockBytes), ...digests)
    .toString("base64url");
}

/** A ledger that holds every block of these files, added in a random order. */
function fullLedger(files: readonly Uint8Array[], blockBytes = B, random = new SeededRandom(1)) {
  const plan = new BlockPlan(files.map((file) => file.length), blockBytes);
  const ledger = new Ledger(plan);
  const blocks = Array.from({ length: plan.blockCount }, (_, block) => block);
  while (blocks.length > 0) {
    const [block = 0] = blocks.splice(random.below(blocks.length), 1);
    const { file, offset, length } = plan.locate(block);
    const bytes = files[file] ?? new Uint8Array();
    ledger.add(block, sha256(bytes.subarray(offset, offset + length)));
  }
  return ledger;
}

Deno.test("Ledger gives the root that another derivation gives, whatever the order of the blocks", async () => {
  const random = new SeededRandom(7);
  const sizes = [0, 1, B - 1, B, B + 1, 0, 5 * B + 3];
  const files = sizes.map((size) => random.bytes(size));
  for (let seed = 1; seed <= 5; seed++) {
    const ledger = fullLedger(files, B, new SeededRandom(seed));
    for (const [file, bytes] of files.entries()) {
      assert.equal(await ledger.rootOf(file, syncDigest), expectedRoot(bytes, B), `file ${file}`);
    }
  }
});

// The vectors of PROTOCOL.md. They change when the protocol does, and not before.
Deno.test("Ledger and transferRoot give the roots that PROTOCOL.md lists", async () => {
  const letters = new Uint8Array(20_000).fill(0x61);
  const ledger = fullLedger([letters, new Uint8Array()]);
  const roots = [await ledger.rootOf(0, syncDigest), await ledger.rootOf(1, syncDigest)];
  assert.deepEqual(roots, [expectedRoot(letters, B), expectedRoot(new Uint8Array(), B)]);
  assert.deepEqual([
    ...roots,
    await ledger.heldDigest(syncDigest),
    await transferRoot(roots, syncDigest),
  ], [
    "Gzz9GX9qg4CgiuqCuyTwREUUMK2oUEORrkJoAemrrRc",
    "i8CZmgeOs8ayhqgM21GOvcizVUVXBMtDs6NRNg5BU9E",
    "IN43xSZqqc12ZrDlFbEl9vudG0gBnP52QKESoyaVNic",
    "7rB5Tz6KLgoZIeb3vXlNBkzlXQvO7VZSGs7qwLrU15c",
  ]);
});

Deno.test("Ledger gives different roots to files that differ in bytes, order, size or block size", async () => {
  const random = new SeededRandom(8);
  const [first, second] = [random.bytes(B), random.bytes(B)];
  const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  const altered = join(first, second);
  altered[B] = (altered[B] ?? 0) ^ 1;
  const variants: readonly (readonly [Uint8Array, number])[] = [
    [join(first, second), B],
    [join(first, second), 2 * B],
    [join(second, first), B], // The blocks the other way round.
    [altered, B],
    [first, B],
    [first.subarray(1), B],
    [join(first, new Uint8Array(1)), B],
    [new Uint8Array(), B],
    [new Uint8Array(), 2 * B],
    [new Uint8Array(1), B],
    [new Uint8Array(2), B],
  ];
  const roots = new Set<string>();
  for (const [bytes, blockBytes] of variants) {
    roots.add(await fullLedger([bytes], blockBytes).rootOf(0, syncDigest));
  }
  assert.equal(roots.size, variants.length);
});

Deno.test("Ledger takes the size and the block size into the root, and not only the digests", async () => {
  // One block each, with the same digest, though the files' sizes can't all be true.
  const same = sha256("any");
  const roots = new Set<string>();
  for (const [size, blockBytes] of [[5, B], [6, B], [5, 2 * B]] as const) {
    const ledger = new Ledger(new BlockPlan([size], blockBytes));
    ledger.add(0, same);
    roots.add(await ledger.rootOf(0, syncDigest));
  }
  assert.equal(roots.size, 3);
});

Deno.test("Ledger refuses the root of a file with a block missing", async () => {
  const ledger = new Ledger(new BlockPlan([2 * B, 0], B));
  ledger.add(1, sha256("x"));
  assert.equal(ledger.hasFile(0), false);
  await assert.rejects(ledger.rootOf(0, syncDigest), RangeError);
  // The file of no bytes is whole from the beginning.
  assert.equal(ledger.hasFile(1), true);
  assert.equal(await ledger.rootOf(1, syncDigest), expectedRoot(new Uint8Array(), B));
});

Deno.test("Ledger counts each block and its bytes once, and keeps its first digest", () => {
  const ledger = new Ledger(new BlockPlan([B + 3], B));
  assert.equal(ledger.complete, false);
  const first = sha256("first");
  ledger.add(1, first);
  assert.equal(ledger.bytes, 3);
  ledger.add(1, sha256("second"));
  assert.equal(ledger.bytes, 3);
  assert.deepEqual(Buffer.from(ledger.digestOf(1) ?? []), first);
  assert.equal(ledger.digestOf(0), undefined);
  assert.equal(ledger.hasFile(0), false);
  ledger.add(0, first);
  assert.equal(ledger.bytes, B + 3);
  assert.equal(ledger.complete, true);
  assert.equal(ledger.hasFile(0), true);
});

Deno.test("Ledger without blocks is complete", () => {
  assert.equal(new Ledger(new BlockPlan([0, 0], B)).complete, true);
});

Deno.test("Ledger keeps every digest while its table grows, in any order of blocks", () => {
  const plan = new BlockPlan([1_000 * B], B);
  for (const seed of [1, 2, 3]) {
    const random = new SeededRandom(seed);
    const ledger = new Ledger(plan);
    const added = new Set<number>();
    for (let step = 0; step < 400; step++) {
      const block = seed === 1 ? step : random.below(plan.blockCount);
      ledger.add(block, sha256(`block ${block}`));
      added.add(block);
    }
    for (let block = 0; block < plan.blockCount; block++) {
      const digest = ledger.digestOf(block);
      if (!added.has(block)) assert.equal(digest, undefined);
      else assert.deepEqual(Buffer.from(digest ?? []), sha256(`block ${block}`));
    }
    assert.equal(ledger.held.size, added.size);
  }
});

Deno.test("Ledger of one block at the end of a huge transfer has a table for its neighbours only", () => {
  const ledger = new Ledger(new BlockPlan([2 ** 40], B));
  const last = ledger.plan.blockCount - 1;
  ledger.add(last, sha256("x"));
  assert.deepEqual(Buffer.from(ledger.digestOf(last) ?? []), sha256("x"));
  const table = ledger.digestOf(last)?.buffer.byteLength ?? 0;
  assert.ok(table >= 32 && table <= 64_000, `${table} bytes`); // All of it would be 2 GiB.
});

Deno.test("Ledger gives the root and the held digest of blocks of many pages", async () => {
  // Files that begin and end inside, at the beginning and at the end of a page of 1024 digests.
  const blocks = [1_000, 24, 1_024, 1, 3_000];
  const ledger = new Ledger(new BlockPlan(blocks.map((count) => count * B), B));
  const digests = Array.from({ length: ledger.plan.blockCount }, (_, block) => sha256(`${block}`));
  for (const [block, digest] of [...digests.entries()].reverse()) ledger.add(block, digest);
  let first = 0;
  for (const [file, count] of blocks.entries()) {
    const own = digests.slice(first, first += count);
    const root = sha256("filefrag 1 file\0", uint64(count * B), uint64(B), ...own);
    assert.equal(await ledger.rootOf(file, syncDigest), root.toString("base64url"), `file ${file}`);
  }
  const held = sha256("filefrag 1 held\0", ...digests).toString("base64url");
  assert.equal(await ledger.heldDigest(syncDigest), held);
});

Deno.test("Ledger of a huge transfer has a table for what it holds, not for what may come", () => {
  const ledger = new Ledger(new BlockPlan([100 * 2 ** 40], 2 ** 20));
  for (let block = 0; block < 1_000; block++) ledger.add(block, sha256("x"));
  // A table for every digest of it would be 3.2 GB.
  const table = ledger.digestOf(0)?.buffer.byteLength ?? 0;
  assert.ok(table >= 32_000 && table <= 64_000, `${table} bytes`);
});

Deno.test("Ledger says what it holds as SHA-256 over the digests in order, and nothing where it is empty", async () => {
  const digests = [sha256("0"), sha256("1"), sha256("2"), sha256("3")];
  const ledger = new Ledger(new BlockPlan([4 * B], B));
  assert.equal(await ledger.heldDigest(syncDigest), "");
  for (const block of [3, 0, 1]) ledger.add(block, digests[block] ?? new Uint8Array(32));
  const held = [0, 1, 3].map((block) => digests[block] ?? "");
  const expected = sha256("filefrag 1 held\0", ...held).toString("base64url");
  assert.equal(await ledger.heldDigest(syncDigest), expected);
});

Deno.test("transferRoot hashes the number of files and their roots in order", async () => {
  const roots = ["a", "b", "c"].map((text) => sha256(text).toString("base64url"));
  for (const chosen of [[], roots, roots.slice(1), [...roots].reverse()]) {
    const expected = sha256("filefrag 1 transfer\0", uint64(chosen.length), chosen.join(""));
    assert.equal(await transferRoot(chosen, syncDigest), expected.toString("base64url"));
  }
});

Deno.test("Ledger: files held in part are neither those that are whole nor those without a block", () => {
  const sizes = [2, 1, 0, 3, 3, 1, 2, 1].map((blocks) => blocks * B);
  const ledger = new Ledger(new BlockPlan(sizes, B));
  assert.deepEqual(ledger.partialFiles(), []);
  for (const block of [1, 2, 4, 6, 7, 8, 9, 12]) ledger.add(block, new Uint8Array(32));
  assert.deepEqual(ledger.partialFiles(), [0, 3]);
});
