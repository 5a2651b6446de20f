import assert from "node:assert/strict";
import { keepNothing } from "../transfer/keep_nothing.ts";
import type { SinkFactory } from "../transfer/ports.ts";
import { memorySinkFactory } from "./memory_sink.ts";
import { MAX_SMALL_FILES_BYTES, SMALL_FILE_BYTES, smallFilesInMemory } from "./small_files.ts";

async function setUp() {
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
  const store = keepNothing(counted);
  const stored = await smallFilesInMemory({
    ...store,
    open: async (transfer) => ({
      ...await store.open(transfer),
      noteBlock: (index) => noted.push(index),
    }),
  }).open({ sessionId: "s", transferId: "t", blockBytes: 1, files: [] });
  const open = (index: number, size: number) =>
    stored.open(index, { path: `${index}`, size, modified: 0 });
  return { onDisk, noted, stored, open };
}

Deno.test("smallFilesInMemory keeps small files in memory and others on the disk", async () => {
  const { onDisk, open } = await setUp();
  const small = await open(0, SMALL_FILE_BYTES);
  await open(1, SMALL_FILE_BYTES + 1);
  await (await open(2, 0)).finish();
  assert.deepEqual(onDisk, [1]);
  await small.write(0, new Uint8Array(SMALL_FILE_BYTES).fill(7));
  const file = await small.finish();
  assert.ok(new Uint8Array(await file.arrayBuffer()).every((byte) => byte === 7));
  assert.equal(file.size, SMALL_FILE_BYTES);
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

Deno.test("smallFilesInMemory notes only blocks that a later page finds again", async () => {
  const { noted, stored, open } = await setUp();
  await open(0, SMALL_FILE_BYTES);
  await open(1, SMALL_FILE_BYTES + 1);
  for (const index of [0, 1]) stored.noteBlock(index, index, new Uint8Array(32));
  assert.deepEqual(noted, [1]);
});
