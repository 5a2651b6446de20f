import assert from "node:assert/strict";
import type { TransferMessage } from "../protocol/control_message.ts";
import { FailureError } from "../protocol/failure.ts";
import type { FileEntry } from "../protocol/file_entry.ts";
import { encodeFrame } from "../protocol/lane_message.ts";
import { MIN_BLOCK_BYTES as B } from "../protocol/limits.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { FakeOrigin, type FakeStoragePage } from "../testing/fakes/fake_origin.ts";
import { syncDigest } from "../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { BlockPlan } from "./block_plan.ts";
import { FileReceiver } from "./receive/file_receiver.ts";
import { Ledger } from "./ledger.ts";
import type { LaneEvents, OfferedTransfer, TransferStore } from "./ports.ts";
import { STALL_FAIL_MS } from "./limits.ts";

const ID = "A".repeat(43);
const SIZES = [5 * B, 3 * B];
const PLAN = new BlockPlan(SIZES, B);
const FILES = SIZES.map((size, index) => ({ path: `${index}`, size, modified: 0 }));
const random = new SeededRandom(3);
/** The last is of zeros, as the end of a disk image is. */
const BLOCKS = Array.from(
  { length: PLAN.blockCount },
  (_, block) => block < PLAN.blockCount - 1 ? random.bytes(B) : new Uint8Array(B),
);

/** A receiver whose sender the test plays. */
class Receiver {
  readonly clock = new FakeClock();
  readonly said: TransferMessage[] = [];
  readonly engine: FileReceiver<File>;
  #events: LaneEvents | undefined;

  constructor(store: TransferStore<File>) {
    this.engine = new FileReceiver({
      control: { send: (message) => this.said.push(message) },
      digest: syncDigest,
      clock: this.clock,
      sessionId: "s",
      store,
      onState: () => {},
      onSaved: () => {},
    });
    this.engine.addLane({
      maxFrameBytes: 0,
      deliveredBytes: 0,
      inFlightBytes: 0,
      send: () => assert.fail("a receiver sends no frames"),
      drained: () => Promise.resolve(),
      listen: (events) => this.#events = events,
    });
  }

  async offer(): Promise<void> {
    const { fileCount, totalBytes, blockBytes } = PLAN;
    this.engine.receive({ type: "offer", transferId: ID, fileCount, totalBytes, blockBytes });
    this.engine.receive({ type: "files", first: 0, files: FILES });
    await settled();
  }

  async accept(): Promise<void> {
    await this.offer();
    await this.engine.accept();
  }

  async send(...blocks: readonly number[]): Promise<void> {
    for (const block of blocks) {
      const data = BLOCKS[block]!;
      const digest = await syncDigest.sha256(data);
      const memory = new ArrayBuffer(data.length + 44);
      this.#events?.onFrame(encodeFrame({ block, offset: 0, digest, data }, memory).slice().buffer);
    }
    await settled();
  }

  /** The reason of the failure it came to. */
  get reason(): string | undefined {
    const { state } = this.engine;
    return state.kind === "failed" ? state.reason : undefined;
  }

  heard<Type extends TransferMessage["type"]>(type: Type) {
    return this.said.filter((message) => message.type === type) as Extract<
      TransferMessage,
      { readonly type: Type }
    >[];
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await settle();
}

/** Receives blocks 0 to 2 and 6, and loses the connection. */
async function leftOver(page: FakeStoragePage): Promise<void> {
  const it = new Receiver(page.store);
  await it.accept();
  await it.send(0, 1, 2, 6);
  it.engine.receive({ type: "abort", reason: "connection-lost" });
  await settled();
}

const isKept = ({ engine: { state } }: Receiver) => state.kind === "offered" && state.isKept;

async function heldDigestOf(...blocks: readonly number[]): Promise<string> {
  const ledger = new Ledger(PLAN);
  for (const block of blocks) ledger.add(block, await syncDigest.sha256(BLOCKS[block]!));
  return await ledger.heldDigest(syncDigest);
}

Deno.test("FileReceiver names what it kept, read again, and receives the rest", async () => {
  const page = new FakeOrigin().openPage();
  await leftOver(page);
  const it = new Receiver(page.store);
  await it.offer();
  assert.ok(isKept(it));
  await it.engine.accept();
  assert.deepEqual(it.heard("have"), [{ type: "have", ranges: [[0, 3], [6, 7]] }]);
  assert.equal(it.heard("accept")[0]?.haveDigest, await heldDigestOf(0, 1, 2, 6));
  assert.deepEqual(it.engine.state, { kind: "receiving", files: FILES, heldBytes: 4 * B });
  assert.equal(it.engine.doneBytes, 4 * B);
  await it.send(3, 4, 5, 7);
  assert.equal(it.engine.ledger?.complete, true);
});

Deno.test("FileReceiver names nothing that reads differently from how it was noted", async () => {
  const origin = new FakeOrigin();
  await leftOver(origin.openPage());
  const [name, bytes] = [...origin.disk.files].find(([path]) => path.endsWith("/0"))!;
  bytes[B + 1]! ^= 1;
  origin.disk.files.set(name, bytes.slice(0, 3 * B - 1));
  const it = new Receiver(origin.openPage().store);
  await it.accept();
  assert.deepEqual(it.heard("have"), [{ type: "have", ranges: [[0, 1], [6, 7]] }]);
  assert.equal(it.heard("accept")[0]?.haveDigest, await heldDigestOf(0, 6));
});

Deno.test("FileReceiver receives an end of zeros again that isn't there any more", async () => {
  const origin = new FakeOrigin();
  const first = new Receiver(origin.openPage().store);
  await first.accept();
  await first.send(5, 6, 7);
  first.engine.receive({ type: "abort", reason: "connection-lost" });
  await settled();
  const [name, bytes] = [...origin.disk.files].find(([path]) => path.endsWith("/1"))!;
  origin.disk.files.set(name, bytes.slice(0, 2 * B));
  const it = new Receiver(origin.openPage().store);
  await it.accept();
  assert.deepEqual(it.heard("have"), [{ type: "have", ranges: [[5, 7]] }]);
  await it.send(7);
  assert.equal(origin.disk.files.get(name)?.length, 3 * B);
});

Deno.test("FileReceiver whose store doesn't answer ends in time", async () => {
  const { store } = new FakeOrigin().openPage();
  const it = new Receiver({
    find: () => new Promise(() => {}),
    open: (transfer) => store.open(transfer),
  });
  await it.offer();
  it.clock.advance(STALL_FAIL_MS);
  assert.equal(it.reason, "timed-out");
});

Deno.test("FileReceiver whose store can't be looked into offers all the same", async () => {
  const { store } = new FakeOrigin().openPage();
  const it = new Receiver({
    find: () => Promise.reject(new DOMException("no", "InvalidStateError")),
    open: (transfer) => store.open(transfer),
  });
  await it.accept();
  assert.equal(it.engine.state.kind, "receiving");
});

Deno.test("FileReceiver takes all its time to read what it kept: nobody counts", async () => {
  const page = new FakeOrigin().openPage();
  const { promise: read, resolve } = Promise.withResolvers<void>();
  const it = new Receiver({
    find: () => Promise.resolve(true),
    open: async (transfer) => {
      const stored = await page.store.open(transfer);
      const notes = stored.notes();
      return Object.assign(stored, {
        async *notes() {
          await read;
          yield* notes;
        },
      });
    },
  });
  await it.offer();
  const accepted = it.engine.accept();
  await settled();
  it.clock.advance(10 * STALL_FAIL_MS);
  assert.deepEqual([it.engine.state.kind, it.said], ["preparing", []]);
  resolve();
  await accepted;
  assert.equal(it.engine.state.kind, "receiving");
});

/** A store whose sinks take a while to be ready for what is missing. */
function slowToPrepare({ store }: FakeStoragePage, prepare: (file: number) => Promise<void>) {
  return {
    find: (transfer: OfferedTransfer) => store.find(transfer),
    async open(transfer: OfferedTransfer) {
      const stored = await store.open(transfer);
      const open = stored.open.bind(stored);
      return Object.assign(stored, {
        open: async (index: number, file: FileEntry) =>
          Object.assign(await open(index, file), { prepare: () => prepare(index) }),
      });
    },
  };
}

Deno.test("FileReceiver takes all its time to make files ready that are held in part: nobody counts", async () => {
  const page = new FakeOrigin().openPage();
  await leftOver(page);
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const prepared: number[] = [];
  const it = new Receiver(slowToPrepare(page, async (file) => {
    prepared.push(file);
    await ready;
  }));
  await it.offer();
  const accepted = it.engine.accept();
  await settled();
  it.clock.advance(10 * STALL_FAIL_MS);
  assert.deepEqual([it.engine.state.kind, it.said, prepared], ["preparing", [], [0, 1]]);
  resolve();
  await accepted;
  await it.send(3, 4, 5, 7);
  assert.equal(it.engine.ledger?.complete, true);
});

Deno.test("FileReceiver makes nothing ready of a file that is whole, or of which there is nothing", async () => {
  const page = new FakeOrigin().openPage();
  const first = new Receiver(page.store);
  await first.accept();
  await first.send(0, 1, 2, 3, 4);
  first.engine.receive({ type: "abort", reason: "connection-lost" });
  await settled();
  const it = new Receiver(slowToPrepare(page, (file) => assert.fail(`prepared ${file}`)));
  await it.accept();
  assert.deepEqual(it.heard("have"), [{ type: "have", ranges: [[0, 5]] }]);
});

Deno.test("FileReceiver says why a file can't be made ready, also where it can't be closed either", async () => {
  const page = new FakeOrigin().openPage();
  await leftOver(page);
  const gone = () => Promise.reject(new FailureError("place-gone", "gone"));
  const store = slowToPrepare(page, gone);
  const it = new Receiver({
    find: store.find,
    open: async (transfer) => Object.assign(await store.open(transfer), { end: gone }),
  });
  await it.accept();
  assert.equal(it.reason, "place-gone");
  assert.deepEqual(it.said, [{ type: "abort", reason: "place-gone" }]);
});

Deno.test("FileReceiver that is ended while files are made ready closes them, and keeps them", async () => {
  const { disk, page } = started();
  await leftOver(page);
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const it = new Receiver(slowToPrepare(page, () => ready));
  await it.offer();
  const accepted = it.engine.accept();
  await settled();
  it.engine.receive({ type: "abort", reason: "peer-left" });
  resolve();
  await accepted;
  assert.equal(disk.open.size, 0);
  assert.deepEqual(it.said, []);
  const next = new Receiver(page.store);
  await next.offer();
  assert.ok(isKept(next));
});

Deno.test("FileReceiver lives on while the sender compares, for as long as it comes forward", async () => {
  const page = new FakeOrigin().openPage();
  await leftOver(page);
  const it = new Receiver(page.store);
  await it.accept();
  for (const blocks of [1, 2, 4]) {
    it.clock.advance(STALL_FAIL_MS - 1);
    it.engine.receive({ type: "proving", blocks });
  }
  assert.equal(it.engine.state.kind, "receiving");
  it.clock.advance(2 * STALL_FAIL_MS);
  assert.equal(it.reason, "timed-out");
});

for (
  const [what, told] of [
    ["more than it holds", [5]],
    ["the same again", [2, 2]],
    ["less than before", [2, 1]],
  ] as const
) {
  Deno.test(`FileReceiver: a sender that compared ${what} ends with protocol-error`, async () => {
    const page = new FakeOrigin().openPage();
    await leftOver(page);
    const it = new Receiver(page.store);
    await it.accept();
    for (const blocks of told) it.engine.receive({ type: "proving", blocks });
    assert.equal(it.reason, "protocol-error");
  });
}

Deno.test("FileReceiver: a sender that compares what nobody named ends with protocol-error", async () => {
  const it = new Receiver(new FakeOrigin().openPage().store);
  await it.offer();
  it.engine.receive({ type: "proving", blocks: 1 });
  assert.equal(it.reason, "protocol-error");
});

for (const [when, blocks, stays] of [["at once", [], false], ["later", [3], true]] as const) {
  Deno.test(`FileReceiver ${stays ? "keeps" : "discards"} what it has where source-changed comes ${when}`, async () => {
    const page = new FakeOrigin().openPage();
    await leftOver(page);
    const it = new Receiver(page.store);
    await it.accept();
    await it.send(...blocks);
    it.engine.receive({ type: "abort", reason: "source-changed" });
    await settled();
    const next = new Receiver(page.store);
    await next.offer();
    assert.equal(isKept(next), stays);
  });
}

Deno.test("FileReceiver that is ended while it reads what it kept closes it, and keeps it", async () => {
  const { disk, ...origin } = started();
  await leftOver(origin.page);
  const it = new Receiver(origin.page.store);
  await it.offer();
  const accepted = it.engine.accept();
  it.engine.receive({ type: "abort", reason: "peer-left" });
  await accepted;
  assert.equal(disk.open.size, 0);
  const next = new Receiver(origin.page.store);
  await next.offer();
  assert.ok(isKept(next));
});

Deno.test("FileReceiver whose disk is full keeps what is verified, and goes on when there is room", async () => {
  const { disk, page } = started();
  const it = new Receiver(page.store);
  await it.accept();
  await it.send(0, 1);
  disk.quota = 2 * B;
  await it.send(2);
  assert.equal(it.reason, "storage-full");
  assert.deepEqual(it.heard("abort"), [{ type: "abort", reason: "storage-full" }]);
  const early = new Receiver(page.store);
  await early.accept();
  assert.equal(early.reason, "storage-full");
  disk.quota = Infinity;
  const next = new Receiver(page.store);
  await next.accept();
  assert.deepEqual(next.heard("have"), [{ type: "have", ranges: [[0, 2]] }]);
});

function started() {
  const origin = new FakeOrigin();
  return { disk: origin.disk, page: origin.openPage() };
}
