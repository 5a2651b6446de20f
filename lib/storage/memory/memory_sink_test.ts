import assert from "node:assert/strict";
import { MAX_MEMORY_BYTES, memorySinkFactory } from "./memory_sink.ts";
import { NoRoomError } from "../no_room_error.ts";

const entry = (size: number) => ({ path: "x", size, modified: 0 });
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("writes in any order end in the same file", async () => {
  const sink = await memorySinkFactory().open(0, entry(7));
  await sink.write(4, bytes("efg"));
  await sink.write(0, bytes("ab"));
  await sink.write(2, bytes("cd"));
  assert.equal(await (await sink.finish()).text(), "abcdefg");
});

Deno.test("a block written again replaces the first", async () => {
  const sink = await memorySinkFactory().open(0, entry(4));
  await sink.write(0, bytes("xx"));
  await sink.write(2, bytes("cd"));
  await sink.write(0, bytes("ab"));
  assert.equal(await (await sink.finish()).text(), "abcd");
});

Deno.test("an empty file is finished without a write", async () => {
  const sink = await memorySinkFactory().open(0, entry(0));
  assert.equal((await sink.finish()).size, 0);
});

for (
  const [what, offsets] of [["a gap", [0, 4]], ["an overlap", [0, 1, 3]], [
    "a missing end",
    [0],
  ]] as const
) {
  Deno.test(`a file with ${what} is never finished`, async () => {
    const sink = await memorySinkFactory().open(0, entry(6));
    for (const offset of offsets) await sink.write(offset, bytes("ab"));
    await assert.rejects(sink.finish(), { reason: "storage-failed" });
  });
}

Deno.test("files above the cap together are refused with the numbers", async () => {
  const factory = memorySinkFactory();
  await factory.reserve([entry(MAX_MEMORY_BYTES - 1), entry(1)]);
  const refused = factory.reserve([entry(MAX_MEMORY_BYTES), entry(1)]);
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof NoRoomError);
    assert.equal(error.reason, "too-large");
    assert.equal(error.neededBytes, MAX_MEMORY_BYTES + 1);
    assert.equal(error.freeBytes, MAX_MEMORY_BYTES);
    assert.match(error.message, /268435457 bytes.*268435456/);
    return true;
  });
});

Deno.test("what is held counts until it is discarded", async () => {
  const factory = memorySinkFactory();
  const sinks = await Promise.all([0, 1].map((index) => factory.open(index, entry(4))));
  for (const sink of sinks) await sink.write(0, bytes("abcd"));
  await assert.rejects(factory.reserve([entry(MAX_MEMORY_BYTES - 7)]));
  await sinks[1]?.discard();
  await factory.reserve([entry(MAX_MEMORY_BYTES - 4)]);
  await assert.rejects(factory.reserve([entry(MAX_MEMORY_BYTES - 3)]));
});

Deno.test("what was handed over counts until the next transfer begins", async () => {
  const factory = memorySinkFactory();
  const half = MAX_MEMORY_BYTES / 2;
  const broken = [entry(half), entry(half)];
  await factory.reserve(broken);
  const finished = await factory.open(0, entry(half));
  await finished.write(0, new Uint8Array(half));
  await finished.finish();
  const unfinished = await factory.open(1, entry(half));
  await unfinished.write(0, new Uint8Array(half));
  await assert.rejects((await factory.open(2, entry(1))).write(0, new Uint8Array(1)), {
    reason: "storage-full",
  });
  await unfinished.keep();
  await factory.reserve(broken);
  await factory.reserve(broken);
});

Deno.test("a sender that exceeds its announcement can't exceed the cap", async () => {
  const sink = await memorySinkFactory().open(0, entry(1));
  await sink.write(0, new Uint8Array(MAX_MEMORY_BYTES));
  await assert.rejects(sink.write(MAX_MEMORY_BYTES, new Uint8Array(1)), {
    reason: "storage-full",
  });
});
