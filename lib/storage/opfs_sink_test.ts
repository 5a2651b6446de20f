import assert from "node:assert/strict";
import { FakeDisk } from "./_fake_disk.ts";
import { NoRoomError } from "./no_room_error.ts";
import type { WorkerPort } from "./opfs_client.ts";
import { parseOpfsRequest } from "./opfs_messages.ts";
import { type OpfsEnvironment, opfsSinkFactory } from "./opfs_sink.ts";
import { OpfsWriter } from "./opfs_writer.ts";

/** A worker on this thread: its messages are cloned and transferred as a real one's. */
class FakeWorker extends EventTarget implements Pick<WorkerPort, "terminate"> {
  readonly writer: OpfsWriter;
  terminated = false;

  constructor(disk: FakeDisk) {
    super();
    this.writer = new OpfsWriter(disk, (data) => {
      if (!this.terminated) {
        this.dispatchEvent(new MessageEvent("message", { data }));
      }
    });
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    const request = parseOpfsRequest(structuredClone(message, { transfer }));
    assert.ok(request);
    if (!this.terminated) void this.writer.handle(request);
  }

  terminate(): void {
    this.terminated = true;
  }
}

function setUp(settings: Partial<OpfsEnvironment> = {}) {
  const disk = new FakeDisk();
  const workers: FakeWorker[] = [];
  const factory = opfsSinkFactory({
    startWorker: () => {
      const worker = new FakeWorker(disk);
      workers.push(worker);
      return worker as unknown as WorkerPort;
    },
    prepareDirectory: () => Promise.resolve("d"),
    ...settings,
  });
  const crash = (index: number) => {
    disk.open.clear(); // As the browser does when a worker ends.
    workers[index]?.dispatchEvent(new ErrorEvent("error", { message: "boom" }));
  };
  return { disk, workers, factory, crash };
}

const entry = (size: number) => ({ path: "../x", size, modified: 0 });
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("files opened at the same time don't mix", async () => {
  const { factory, disk } = setUp();
  const sinks = await Promise.all([
    factory.open(0, entry(4)),
    factory.open(1, entry(4)),
  ]);
  const texts = await Promise.all(sinks.map(async (sink, index) => {
    await Promise.all([
      sink.write(2, bytes(`c${index}`)),
      sink.write(0, bytes(`a${index}`)),
    ]);
    return await (await sink.finish()).text();
  }));
  assert.deepEqual(texts, ["a0c0", "a1c1"]);
  assert.equal(disk.open.size, 0);
});

Deno.test("a second transfer leaves the files of the first alone", async () => {
  const { factory, disk } = setUp();
  for (const text of ["ab", "cd"]) {
    const sink = await factory.open(0, entry(2));
    await sink.write(0, bytes(text));
    await sink.finish();
  }
  const contents = [...disk.files.values()];
  assert.deepEqual(contents, [bytes("ab"), bytes("cd")]);
});

Deno.test("a name of the sender's never reaches the disk", async () => {
  const { factory, disk } = setUp();
  await (await factory.open(0, entry(0))).finish();
  assert.match([...disk.files.keys()].join(), /^\d+$/);
});

Deno.test("written bytes are handed over, not copied", async () => {
  const { factory } = setUp();
  const block = bytes("ab");
  await (await factory.open(0, entry(2))).write(0, block);
  assert.equal(block.byteLength, 0);
});

Deno.test("the worker starts when the first file is announced, and only once", async () => {
  const { factory, workers } = setUp();
  assert.equal(workers.length, 0);
  await factory.reserve([entry(5)]);
  await Promise.all([factory.open(0, entry(0)), factory.open(1, entry(0))]);
  assert.equal(workers.length, 1);
});

Deno.test("room that ends midway fails the write, and discarding leaves nothing", async () => {
  const { factory, disk } = setUp();
  disk.quota = 3;
  const sink = await factory.open(0, entry(4));
  await sink.write(0, bytes("ab"));
  await assert.rejects(sink.write(2, bytes("cd")), { reason: "storage-full" });
  await sink.discard();
  assert.equal(disk.files.size, 0);
});

Deno.test("files that don't fit are refused with the numbers", async () => {
  const { factory, disk } = setUp();
  disk.quota = 600;
  await assert.rejects(factory.reserve([entry(1000), entry(1)]), (error) => {
    assert.ok(error instanceof NoRoomError);
    assert.equal(error.reason, "storage-full");
    assert.equal(error.neededBytes, 1001);
    assert.ok(error.freeBytes <= 600);
    assert.match(error.message, /1001 bytes/);
    return true;
  });
});

Deno.test("files that fit leave no trace of having been measured", async () => {
  const { factory, disk } = setUp();
  disk.quota = 5000;
  await factory.reserve([entry(5000)]);
  assert.deepEqual([disk.files.size, disk.open.size], [0, 0]);
});

Deno.test("a worker that crashes fails all that is pending and all that comes", async () => {
  const { factory, crash, workers } = setUp();
  const sink = await factory.open(0, entry(4));
  const pending = [sink.write(0, bytes("ab")), sink.write(2, bytes("cd"))];
  crash(0);
  for (const write of pending) {
    await assert.rejects(write, { reason: "storage-failed", message: /boom/ });
  }
  await assert.rejects(sink.finish(), { reason: "storage-failed" });
  assert.equal(workers[0]?.terminated, true);
});

Deno.test("after a crash the next worker discards the old file and takes new ones", async () => {
  const { factory, disk, crash, workers } = setUp();
  const old = await factory.open(0, entry(2));
  await old.write(0, bytes("ab"));
  crash(0);
  await old.discard();
  assert.equal(disk.files.size, 0);
  const next = await factory.open(0, entry(2));
  await next.write(0, bytes("cd"));
  assert.equal(await (await next.finish()).text(), "cd");
  assert.equal(workers.length, 2);
});

Deno.test("a reply that can't be read counts as a crash", async () => {
  const { factory, workers } = setUp();
  const sink = await factory.open(0, entry(2));
  const write = sink.write(0, bytes("ab"));
  workers[0]?.dispatchEvent(new MessageEvent("message", { data: "?" }));
  await assert.rejects(write, { reason: "storage-failed" });
});

Deno.test("a worker that can't start is storage-failed", async () => {
  const { factory } = setUp({
    startWorker: () => {
      throw new DOMException("refused", "SecurityError");
    },
  });
  await assert.rejects(factory.open(0, entry(0)), { reason: "storage-failed" });
});

Deno.test("a directory that can't be had is storage-failed, and asked for again", async () => {
  let times = 0;
  const { factory } = setUp({
    prepareDirectory: () => ++times === 1 ? Promise.reject(new Error("no")) : Promise.resolve("d"),
  });
  await assert.rejects(factory.open(0, entry(0)), { reason: "storage-failed" });
  await (await factory.open(0, entry(0))).finish();
});
