import assert from "node:assert/strict";
import { FakeDisk } from "../../testing/fakes/fake_disk.ts";
import { FakeWriterWorker } from "../../testing/fakes/fake_origin.ts";
import { reasonOf } from "../../protocol/failure.ts";
import type { FileWriter } from "./file_writer.ts";
import { FLUSH_BYTES, OpfsWriter, PROBE_STEP_BYTES } from "./opfs_writer.ts";

const entry = { directory: "d", name: "1" };
const file = 1;
const bytes = (text: string) => new TextEncoder().encode(text);

const WRITERS: Readonly<Record<string, (disk: FakeDisk) => FileWriter>> = {
  OpfsWriter: (disk) => new OpfsWriter(disk),
  OpfsClient: (disk) => new FakeWriterWorker(disk).client(),
};

/** What became of each call, in the order in which they ended. */
function setUp(create: (disk: FakeDisk) => FileWriter, settings: Partial<FakeDisk> = {}) {
  const disk = Object.assign(new FakeDisk(), settings);
  const told: string[] = [];
  const writer = create(disk);
  const tell = async <Value>(call: Promise<Value>): Promise<Value | undefined> => {
    try {
      const value = await call;
      told.push(value instanceof File ? "saved" : "done");
      return value;
    } catch (error) {
      told.push(reasonOf(error));
      return undefined;
    }
  };
  return {
    disk,
    told,
    writer,
    write: (offset: number, data: Uint8Array<ArrayBuffer>) =>
      tell(writer.write(file, offset, data)),
    finish: (size: number) => tell(writer.finish(file, size)),
    keep: () => tell(writer.keep(file)),
    discard: () => tell(writer.discard(file, entry)),
  };
}

for (const [name, create] of Object.entries(WRITERS)) {
  Deno.test(`${name}: opening, writing and finishing need no waiting in between`, async () => {
    const { disk, told, writer, write, finish } = setUp(create);
    writer.open(file, entry);
    const [, , saved] = await Promise.all([
      write(2, bytes("cd")),
      write(0, bytes("ab")),
      finish(4),
    ]);
    assert.equal(await saved?.text(), "abcd");
    assert.deepEqual(told, ["done", "done", "saved"]);
    assert.equal(disk.open.size, 0);
  });

  for (const [what, claimedBytes] of [["fewer", 3], ["other", 0], ["more", 11]] as const) {
    Deno.test(`${name}: a disk that claims ${what} bytes than it was given is full, and not trusted with the rest`, async () => {
      const { told, writer, write } = setUp(create, { claimedBytes });
      writer.open(file, entry);
      await write(0, bytes("0123456789"));
      assert.deepEqual(told, ["storage-full"]);
    });
  }

  for (
    const [browser, full] of [
      ["the standard", new DOMException("", "QuotaExceededError")],
      // Not an Error there either.
      ["Firefox", { name: "NS_ERROR_FILE_NO_DEVICE_SPACE", message: "" }],
    ] as const
  ) {
    Deno.test(`${name}: room that ends midway is storage-full, by ${browser}'s error`, async () => {
      const { disk, told, writer, write, discard } = setUp(create, { quota: 5, full });
      writer.open(file, entry);
      await write(0, bytes("abcd"));
      await write(4, bytes("efgh"));
      assert.deepEqual(told, ["done", "storage-full"]);
      await discard();
      assert.deepEqual([...disk.files], []);
    });
  }

  Deno.test(`${name}: an opening that fails is told by the first call, and discarding still works`, async () => {
    const openError = new DOMException("", "NoModificationAllowedError");
    const { told, writer, write, discard } = setUp(create, { openError });
    writer.open(file, entry);
    await write(0, bytes("ab"));
    await discard();
    assert.deepEqual(told, ["storage-failed", "done"]);
  });

  Deno.test(`${name}: a file is flushed each time the bound is reached, and once when finished`, async () => {
    const { disk, writer, write, finish } = setUp(create);
    writer.open(file, entry);
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

  Deno.test(`${name}: a file whose last flush fails is closed and not saved`, async () => {
    const flushError = new DOMException("", "QuotaExceededError");
    const { disk, told, writer, write, finish } = setUp(create, { flushError });
    writer.open(file, entry);
    await write(0, bytes("ab"));
    await finish(2);
    assert.deepEqual(told, ["done", "storage-full"]);
    assert.equal(disk.open.size, 0);
  });

  Deno.test(`${name}: a file of another size than announced is closed and not saved`, async () => {
    const { disk, told, writer, write, finish } = setUp(create);
    writer.open(file, entry);
    await write(0, bytes("ab"));
    await finish(3);
    assert.deepEqual(told, ["done", "storage-failed"]);
    assert.equal(disk.open.size, 0);
  });

  Deno.test(`${name}: a write to a file that was finished or discarded fails`, async () => {
    const { told, writer, write, finish } = setUp(create);
    writer.open(file, entry);
    await finish(0);
    await write(0, bytes("ab"));
    assert.deepEqual(told, ["saved", "storage-failed"]);
  });

  Deno.test(`${name}: a file that is kept is flushed, closed, and there for whoever opens it again`, async () => {
    const { disk, writer, write, finish, keep } = setUp(create);
    writer.open(file, entry);
    await write(0, bytes("ab"));
    await keep();
    assert.deepEqual([disk.open.size, disk.flushes], [0, 1]);
    writer.open(file, entry);
    await write(2, bytes("cd"));
    const saved = await finish(4);
    assert.equal(await saved?.text(), "abcd");
  });

  Deno.test(`${name}: discarding what another worker wrote removes it`, async () => {
    const { disk, told, discard } = setUp(create);
    disk.files.set("d/1", bytes("ab"));
    await discard();
    assert.deepEqual(told, ["done"]);
    assert.equal(disk.files.size, 0);
  });

  Deno.test(`${name}: a probe finds where the quota ends, and leaves nothing`, async () => {
    const quota = 5 * PROBE_STEP_BYTES + 7;
    const { disk, writer } = setUp(create, { quota });
    assert.equal(await writer.probe(entry, quota), quota);
    const room = await writer.probe(entry, 9 * PROBE_STEP_BYTES);
    assert.ok(room <= quota && room > quota - PROBE_STEP_BYTES);
    assert.deepEqual([disk.open.size, disk.files.size], [0, 0]);
  });
}

Deno.test("OpfsClient: a worker whose answer is of another type fails the call", async () => {
  const worker = new FakeWriterWorker(new FakeDisk());
  const client = worker.client();
  client.open(file, entry);
  const finished = client.finish(file, 0);
  worker.reply({ type: "done", call: 1 });
  await assert.rejects(finished, { reason: "storage-failed", message: /answered "done"/ });
});
