import assert from "node:assert/strict";
import { keepNothing } from "../keep_nothing.ts";
import type { SinkFactory } from "../../transfer/ports.ts";
import { memorySinkFactory } from "./memory_sink.ts";
import { MAX_SMALL_FILES_BYTES, SMALL_FILE_BYTES, smallFilesInMemory } from "./small_files.ts";

async function setUp(fileCount = 3) {
  const disk = memorySinkFactory();
  const onDisk: number[] = [];
  const counted: SinkFactory<File> = {
    reserve: () => Promise.resolve(),
    open: (index, file) => {
      onDisk.push(index);
      return disk.open(index, file);
    },
  };
  const noted: number[] = [];
  const notedSaved: number[] = [];
  const kept: [index: number, bytes: number][] = [];
  const store = keepNothing(counted);
  const small = smallFilesInMemory({
    ...store,
    open: async (transfer) => ({
      ...await store.open(transfer),
      noteBlock: (index) => noted.push(index),
      noteSaved: (index) => notedSaved.push(index),
      keepSmall: (index, { length }) => kept.push([index, length]),
    }),
  });
  const files = Array(fileCount).fill({ path: "a", size: 1, modified: 0 });
  const openAgain = () => small.open({ sessionId: "s", transferId: "t", blockBytes: 1, files });
  const stored = await openAgain();
  const open = (index: number, size: number) =>
    stored.open(index, { path: `${index}`, size, modified: 0 });
  return { onDisk, noted, notedSaved, kept, stored, open, openAgain };
}

Deno.test("smallFilesInMemory keeps small files in memory and others on the disk", async () => {
  const { onDisk, open } = await setUp();
  const small = await open(0, SMALL_FILE_BYTES);
  await open(1, SMALL_FILE_BYTES + 1);
  await (await open(2, 0)).finish();
  assert.deepEqual(onDisk, [1]);
  await small.write(0, new Uint8Array(SMALL_FILE_BYTES).fill(7));
  assert.deepEqual(await small.finish(), new Uint8Array(SMALL_FILE_BYTES).fill(7));
});

Deno.test("smallFilesInMemory puts blocks that come in any order where they belong", async () => {
  const { open } = await setUp();
  const sink = await open(0, 5);
  await sink.write(3, new Uint8Array([4, 5]));
  await sink.write(0, new Uint8Array([1, 2, 3]));
  assert.deepEqual(await sink.finish(), new Uint8Array([1, 2, 3, 4, 5]));
  assert.deepEqual(await (await open(1, 0)).finish(), new Uint8Array());
});

Deno.test("smallFilesInMemory leaves to the disk what finds no room, and reuses what was discarded", async () => {
  const { onDisk, open } = await setUp();
  const count = MAX_SMALL_FILES_BYTES / SMALL_FILE_BYTES;
  const sinks = [];
  for (let index = 0; index < count; index++) sinks.push(await open(index, SMALL_FILE_BYTES));
  assert.deepEqual(onDisk, []);
  await open(count, 1);
  assert.deepEqual(onDisk, [count]);
  await sinks[0]!.discard();
  await open(count + 1, SMALL_FILE_BYTES);
  assert.deepEqual(onDisk, [count]);
});

Deno.test("smallFilesInMemory reuses what was handed over when the next transfer begins", async () => {
  const { onDisk, open, openAgain } = await setUp();
  const count = MAX_SMALL_FILES_BYTES / SMALL_FILE_BYTES;
  for (let index = 0; index < count; index++) {
    await (await open(index, SMALL_FILE_BYTES)).finish();
  }
  await open(count, 1);
  assert.deepEqual(onDisk, [count]);
  await openAgain();
  for (let index = 0; index < count; index++) await open(index, SMALL_FILE_BYTES);
  assert.deepEqual(onDisk, [count]);
});

Deno.test("smallFilesInMemory notes only blocks that a later page finds again", async () => {
  const { noted, stored, open } = await setUp();
  await open(0, SMALL_FILE_BYTES);
  await open(1, SMALL_FILE_BYTES + 1);
  for (const index of [0, 1]) stored.noteBlock(index, index, new Uint8Array(32));
  assert.deepEqual(noted, [1]);
});

Deno.test("smallFilesInMemory notes small files that were handed over where they are few, large ones always", async () => {
  for (const [fileCount, expected] of [[100, [0, 1]], [101, [1]]] as const) {
    const { notedSaved, stored, open } = await setUp(fileCount);
    await open(0, SMALL_FILE_BYTES);
    await open(1, SMALL_FILE_BYTES + 1);
    for (const index of [0, 1]) stored.noteSaved(index);
    assert.deepEqual(notedSaved, expected);
  }
});

Deno.test("smallFilesInMemory gives the disk what is whole in memory, for a later visit", async () => {
  const { kept, open } = await setUp();
  const sinks = [await open(0, 3), await open(1, 0), await open(2, SMALL_FILE_BYTES + 1)] as const;
  await sinks[0].write(0, new Uint8Array(3));
  for (const sink of sinks.slice(0, 2)) await sink.finish();
  await sinks[2].discard();
  assert.deepEqual(kept, [[0, 3], [1, 0]]);
});
