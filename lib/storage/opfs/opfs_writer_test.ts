import assert from "node:assert/strict";
import { FakeDisk } from "../../testing/fakes/fake_disk.ts";
import type { OpfsReply } from "./opfs_messages.ts";
import { FLUSH_BYTES, OpfsWriter, PROBE_STEP_BYTES } from "./opfs_writer.ts";

const entry = { directory: "d", name: "1" };
const file = 1;
const bytes = (text: string) => new TextEncoder().encode(text);

function setUp(settings: Partial<FakeDisk> = {}) {
  const disk = Object.assign(new FakeDisk(), settings);
  const replies: OpfsReply[] = [];
  const writer = new OpfsWriter(disk, (reply) => replies.push(reply));
  const write = (offset: number, data: Uint8Array<ArrayBuffer>) =>
    writer.handle({ type: "write", call: 1, file, offset, bytes: data });
  const finish = (size: number) => writer.handle({ type: "finish", call: 2, file, size });
  return { disk, replies, writer, write, finish };
}

/** What a reply says, less its call. */
function told(reply: OpfsReply | undefined): string | undefined {
  return reply?.type === "failed" ? reply.reason : reply?.type;
}

Deno.test("opening, writing and finishing need no waiting in between", async () => {
  const { disk, replies, writer, write, finish } = setUp();
  await Promise.all([
    writer.handle({ type: "open", file, entry }),
    write(2, bytes("cd")),
    write(0, bytes("ab")),
    finish(4),
  ]);
  const saved = replies.find((reply) => reply.type === "saved");
  assert.equal(await saved?.file.text(), "abcd");
  assert.deepEqual(replies.map(told), ["done", "done", "saved"]);
  assert.equal(disk.open.size, 0);
});

for (const [what, claimedBytes] of [["fewer", 3], ["other", 0], ["more", 11]] as const) {
  Deno.test(`a disk that claims ${what} bytes than it was given is full, and not trusted with the rest`, async () => {
    const { replies, writer, write } = setUp({ claimedBytes });
    await writer.handle({ type: "open", file, entry });
    await write(0, bytes("0123456789"));
    assert.deepEqual(replies.map(told), ["storage-full"]);
  });
}

for (
  const [browser, full] of [
    ["the standard", new DOMException("", "QuotaExceededError")],
    // Not an Error there either.
    ["Firefox", { name: "NS_ERROR_FILE_NO_DEVICE_SPACE", message: "" }],
  ] as const
) {
  Deno.test(`room that ends midway is storage-full, by ${browser}'s error`, async () => {
    const { disk, replies, writer, write } = setUp({ quota: 5, full });
    await writer.handle({ type: "open", file, entry });
    await write(0, bytes("abcd"));
    await write(4, bytes("efgh"));
    assert.deepEqual(replies.map(told), ["done", "storage-full"]);
    await writer.handle({ type: "discard", call: 3, file, entry });
    assert.deepEqual([...disk.files], []);
  });
}

Deno.test("an opening that fails is told by the first call, and discarding still works", async () => {
  const openError = new DOMException("", "NoModificationAllowedError");
  const { replies, writer, write } = setUp({ openError });
  await writer.handle({ type: "open", file, entry });
  await write(0, bytes("ab"));
  await writer.handle({ type: "discard", call: 3, file, entry });
  assert.deepEqual(replies.map(told), ["storage-failed", "done"]);
});

Deno.test("a file is flushed each time the bound is reached, and once when finished", async () => {
  const { disk, writer, write, finish } = setUp();
  await writer.handle({ type: "open", file, entry });
  const half = FLUSH_BYTES / 2;
  await write(0, new Uint8Array(half));
  assert.equal(disk.flushes, 0);
  await write(half, new Uint8Array(half));
  assert.equal(disk.flushes, 1);
  await write(0, new Uint8Array(half));
  assert.equal(disk.flushes, 1);
  await finish(FLUSH_BYTES);
  assert.equal(disk.flushes, 2);
});

Deno.test("a file whose last flush fails is closed and not saved", async () => {
  const flushError = new DOMException("", "QuotaExceededError");
  const { disk, replies, writer, write, finish } = setUp({ flushError });
  await writer.handle({ type: "open", file, entry });
  await write(0, bytes("ab"));
  await finish(2);
  assert.deepEqual(replies.map(told), ["done", "storage-full"]);
  assert.equal(disk.open.size, 0);
});

Deno.test("a file of another size than announced is closed and not saved", async () => {
  const { disk, replies, writer, write, finish } = setUp();
  await writer.handle({ type: "open", file, entry });
  await write(0, bytes("ab"));
  await finish(3);
  assert.deepEqual(replies.map(told), ["done", "storage-failed"]);
  assert.equal(disk.open.size, 0);
});

Deno.test("a write to a file that was finished or discarded fails", async () => {
  const { replies, writer, write, finish } = setUp();
  await writer.handle({ type: "open", file, entry });
  await finish(0);
  await write(0, bytes("ab"));
  assert.deepEqual(replies.map(told), ["saved", "storage-failed"]);
});

Deno.test("a file that is kept is flushed, closed, and there for whoever opens it again", async () => {
  const { disk, replies, writer, write, finish } = setUp();
  await writer.handle({ type: "open", file, entry });
  await write(0, bytes("ab"));
  await writer.handle({ type: "keep", call: 3, file });
  assert.deepEqual([disk.open.size, disk.flushes], [0, 1]);
  await writer.handle({ type: "open", file, entry });
  await write(2, bytes("cd"));
  await finish(4);
  const saved = replies.find((reply) => reply.type === "saved");
  assert.equal(await saved?.file.text(), "abcd");
});

Deno.test("discarding what another worker wrote removes it", async () => {
  const { disk, replies, writer } = setUp();
  disk.files.set("d/1", bytes("ab"));
  await writer.handle({ type: "discard", call: 3, file, entry });
  assert.deepEqual(replies.map(told), ["done"]);
  assert.equal(disk.files.size, 0);
});

Deno.test("a probe finds where the quota ends, and leaves nothing", async () => {
  const quota = 5 * PROBE_STEP_BYTES + 7;
  const { disk, replies, writer } = setUp({ quota });
  const probe = (size: number) => writer.handle({ type: "probe", call: 1, entry, bytes: size });
  await probe(quota);
  assert.deepEqual(replies.pop(), { type: "room", call: 1, bytes: quota });
  await probe(9 * PROBE_STEP_BYTES);
  const room = replies.pop();
  assert.ok(room?.type === "room");
  assert.ok(room.bytes <= quota && room.bytes > quota - PROBE_STEP_BYTES);
  assert.deepEqual([disk.open.size, disk.files.size], [0, 0]);
});
