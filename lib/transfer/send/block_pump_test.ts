import assert from "node:assert/strict";
import { reasonOf } from "../../protocol/failure.ts";
import { decodeFrames, FRAME_HEADER_BYTES } from "../../protocol/lane_message.ts";
import { MIN_FRAME_DATA_BYTES } from "../../protocol/limits.ts";
import { MemorySource, syncDigest } from "../../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { BlockPlan } from "../block_plan.ts";
import { BlockPump } from "./block_pump.ts";
import { BlockReader } from "../block_reader.ts";
import { Ledger } from "../ledger.ts";
import { type Lane, LaneClosedError, type LaneEvents } from "../ports.ts";

const B = 6_144;
const PART = 2_048; // Bytes of data in one frame: three of each block.

/** A lane that takes a number of frames and then waits for the test. */
class TestLane implements Lane {
  readonly maxFrameBytes: number;
  readonly sent: string[] = [];
  room: number;
  #closed = false;
  #waiter: PromiseWithResolvers<void> | undefined;

  constructor(room = Infinity, maxFrameBytes = FRAME_HEADER_BYTES + PART) {
    this.room = room;
    this.maxFrameBytes = maxFrameBytes;
  }

  get deliveredBytes(): number {
    return 0;
  }

  get inFlightBytes(): number {
    return 0;
  }

  send(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (this.#closed) throw new LaneClosedError("Cannot send: closed");
    const frames = decodeFrames(bytes.slice().buffer); // A copy: the memory is used again.
    assert.ok(frames);
    this.sent.push(frames.map(({ block, offset }) => `${block}+${offset}`).join(" "));
    return --this.room > 0;
  }

  drained(signal: AbortSignal): Promise<void> {
    if (this.#closed) return Promise.reject(new LaneClosedError("Cannot wait: closed"));
    if (this.room > 0) return Promise.resolve();
    this.#waiter = Promise.withResolvers();
    const { promise, reject } = this.#waiter;
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    return promise;
  }

  listen(_events: LaneEvents): void {}

  async drain(room: number): Promise<void> {
    this.room = room;
    this.#waiter?.resolve();
    await settle();
  }

  close(): void {
    this.#closed = true;
    this.#waiter?.reject(new LaneClosedError("Cannot wait: closed"));
  }

  /** The blocks of which anything was sent, in order. */
  get blocks(): number[] {
    return [...new Set(this.sent.map((frame) => Number.parseInt(frame)))];
  }
}

function setUp(blockCount: number) {
  const source = new MemorySource(new SeededRandom(3).bytes(Math.round(blockCount * B)));
  const plan = new BlockPlan([source.bytes.length], B);
  const ledger = new Ledger(plan);
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => failures.push(error);
  const pump = new BlockPump(ledger, { onRead: () => {}, onActive: () => {}, onFailure });
  const begin = async (windowBlocks: number) => {
    const order = Array(plan.blockCount).keys();
    pump.begin(new BlockReader(plan, [source], syncDigest, order, onFailure), windowBlocks * B);
    await settle();
  };
  const acknowledge = async (...blocks: readonly number[]) => {
    for (const block of blocks) assert.equal(pump.acknowledge(block), true, `block ${block}`);
    pump.wake();
    await settle();
  };
  return { source, ledger, failures, pump, begin, acknowledge };
}

Deno.test("BlockPump sends the parts of each block in order, as far as its window goes", async () => {
  const { pump, ledger, begin, acknowledge } = setUp(5);
  const lane = new TestLane();
  pump.addLane(lane);
  await settle();
  assert.equal(lane.sent.length, 0);
  await begin(2);
  assert.deepEqual(lane.sent, ["0+0", "0+2048", "0+4096", "1+0", "1+2048", "1+4096"]);
  assert.equal(pump.takenBytes, 2 * B);
  assert.equal(ledger.held.size, 2);
  await acknowledge(1);
  assert.deepEqual(lane.blocks, [0, 1, 2]);
  await acknowledge(0, 2);
  assert.deepEqual(lane.blocks, [0, 1, 2, 3, 4]);
  pump.stop();
});

for (
  const { size, parts } of [
    { size: 1, parts: ["0+0"] },
    { size: PART, parts: ["0+0"] },
    { size: PART + 1, parts: ["0+0", "0+1025"] }, // Not a full frame and a crumb.
    { size: 5_000, parts: ["0+0", "0+1667", "0+3334"] },
  ]
) {
  Deno.test(`BlockPump cuts a block of ${size} bytes into ${parts.length} equal parts`, async () => {
    const { pump, begin } = setUp(size / B);
    const lane = new TestLane();
    pump.addLane(lane);
    await begin(1);
    assert.deepEqual(lane.sent, parts);
    assert.equal(pump.takenBytes, size);
    pump.stop();
  });
}

Deno.test("BlockPump waits for a lane's own watermark, and lets the others go on", async () => {
  const { pump, begin } = setUp(6);
  const slow = new TestLane(2);
  const fast = new TestLane();
  pump.addLane(slow);
  pump.addLane(fast);
  await begin(100);
  assert.deepEqual(slow.sent, ["0+0", "0+2048"]);
  assert.deepEqual(fast.blocks, [0, 1, 2, 3, 4, 5]); // The third part of block 0 among them.
  assert.equal(fast.sent.length, 6 * 3 - 2);
  await slow.drain(10);
  assert.equal(slow.sent.length, 2);
  pump.stop();
});

Deno.test("BlockPump sends what a dead lane carried over the others, and only that", async () => {
  const { pump, failures, begin } = setUp(3);
  const dying = new TestLane(5);
  pump.addLane(dying);
  await begin(100);
  assert.deepEqual(dying.sent, ["0+0", "0+2048", "0+4096", "1+0", "1+2048"]);
  const other = new TestLane();
  pump.addLane(other);
  await settle();
  assert.deepEqual(other.sent, ["1+4096", "2+0", "2+2048", "2+4096"]);
  dying.close();
  await settle();
  assert.deepEqual(other.sent.slice(4), ["0+0", "0+2048", "0+4096", "1+0", "1+2048"]);
  pump.laneLost(dying);
  pump.laneLost(dying);
  await settle();
  assert.equal(other.sent.length, 9);
  assert.deepEqual(failures, []);
  pump.stop();
});

Deno.test("BlockPump keeps blocks while no lane is left, and sends them when one comes", async () => {
  const { pump, begin } = setUp(2);
  const first = new TestLane(1);
  pump.addLane(first);
  await begin(100);
  first.close();
  await settle();
  const second = new TestLane();
  pump.addLane(second);
  await settle();
  assert.deepEqual(second.blocks, [0, 1]);
  pump.stop();
});

Deno.test("BlockPump drops the rest of a block that was acknowledged while it was sent again", async () => {
  const { pump, begin, acknowledge } = setUp(1);
  const lane = new TestLane(4);
  pump.addLane(lane);
  await begin(100);
  pump.resendAll();
  await settle();
  assert.deepEqual(lane.sent, ["0+0", "0+2048", "0+4096", "0+0"]);
  await acknowledge(0);
  await lane.drain(100);
  assert.equal(lane.sent.length, 4);
  pump.stop();
});

Deno.test("BlockPump sends what is to be sent again before the next block", async () => {
  const { pump, begin, acknowledge } = setUp(4);
  const lane = new TestLane(4);
  pump.addLane(lane);
  await begin(2);
  assert.equal(pump.repair(0), true);
  await acknowledge(1);
  await lane.drain(100);
  assert.deepEqual(lane.sent.slice(4), ["0+0", "0+2048", "0+4096", "2+0", "2+2048", "2+4096"]);
  pump.stop();
});

Deno.test("BlockPump feeds the first lanes that opened, and the next when one of them is lost", async () => {
  const { pump, begin, acknowledge } = setUp(9);
  const lanes = [new TestLane(3), new TestLane(3), new TestLane(3)] as const;
  for (const lane of lanes) pump.addLane(lane);
  pump.feedLanes(2);
  await begin(2);
  assert.deepEqual(lanes.map((lane) => lane.sent.length), [3, 3, 0]);
  lanes[1].close();
  await settle();
  assert.deepEqual(lanes[2].blocks, [1]);
  pump.feedLanes(1);
  await acknowledge(0, 1);
  await lanes[2].drain(9);
  assert.deepEqual(lanes[2].blocks, [1]);
  await lanes[0].drain(9);
  assert.deepEqual(lanes[0].blocks, [0, 2, 3]);
  pump.stop();
});

Deno.test("BlockPump feeds no lane before it is open", async () => {
  const { pump, begin } = setUp(2);
  const opening = new TestLane(0);
  pump.addLane(opening);
  await begin(100);
  assert.deepEqual([opening.sent, pump.openLanes], [[], []]);
  await opening.drain(100);
  assert.deepEqual(opening.blocks, [0, 1]);
  assert.deepEqual(pump.openLanes, [opening]);
  pump.stop();
});

Deno.test("BlockPump gives what a lane that stands still carries to the others, and keeps the lane", async () => {
  const { pump, begin, acknowledge } = setUp(2);
  const stuck = new TestLane(2);
  const other = new TestLane(3);
  pump.addLane(stuck);
  pump.addLane(other);
  await begin(100);
  pump.resendFrom(stuck);
  await other.drain(100);
  assert.deepEqual(other.sent.slice(3), ["1+4096", "0+0", "0+2048"]);
  await acknowledge(0, 1);
  assert.deepEqual(pump.openLanes, [stuck, other]);
  pump.stop();
});

Deno.test("BlockPump stops between two frames when it is paused, and goes on where it stopped", async () => {
  const { pump, begin } = setUp(4);
  const lane = new TestLane(1);
  pump.addLane(lane);
  await begin(100);
  pump.setPaused(true);
  await lane.drain(100);
  pump.resendAll();
  await settle();
  assert.deepEqual(lane.sent, ["0+0"]);
  pump.setPaused(false);
  await settle();
  assert.deepEqual(lane.blocks, [0, 1, 2, 3]);
  pump.stop();
});

Deno.test("BlockPump fails with source-changed where a block reads differently the second time", async () => {
  const { pump, source, failures, begin } = setUp(2);
  const lane = new TestLane();
  pump.addLane(lane);
  await begin(100);
  source.bytes = new Uint8Array(2 * B);
  pump.repair(1);
  await settle();
  assert.deepEqual(failures.map(reasonOf), ["source-changed"]);
  assert.equal(lane.sent.length, 6);
  pump.stop();
});

Deno.test("BlockPump that is stopped sends nothing more, and wakes whoever waits without a failure", async () => {
  const { pump, failures, begin, acknowledge } = setUp(9);
  const parked = new TestLane(1);
  const idle = new TestLane();
  pump.addLane(parked);
  pump.addLane(idle);
  await begin(3);
  const sent = idle.sent.length;
  pump.stop();
  pump.stop();
  await settle();
  await acknowledge(0, 1, 2);
  pump.resendAll();
  pump.addLane(new TestLane());
  await parked.drain(100);
  assert.deepEqual([parked.sent.length, idle.sent.length], [1, sent]);
  assert.deepEqual(failures, []);
});

Deno.test("BlockPump says of each block once that it was under way", async () => {
  const { pump, begin } = setUp(3);
  assert.equal(pump.acknowledge(0), false);
  pump.addLane(new TestLane());
  await begin(2);
  assert.deepEqual([0, 1, 2, 0].map((block) => pump.acknowledge(block)), [
    true,
    true,
    false,
    false,
  ]);
  pump.stop();
});

const LEAST = FRAME_HEADER_BYTES + 2 * MIN_FRAME_DATA_BYTES;

for (const maxFrameBytes of [0, FRAME_HEADER_BYTES - 1, FRAME_HEADER_BYTES, LEAST - 1]) {
  Deno.test(`BlockPump refuses a lane whose frames hold ${maxFrameBytes} bytes, and sends nothing over it`, async () => {
    const { pump, failures, begin } = setUp(2);
    const lane = new TestLane(Infinity, maxFrameBytes);
    pump.addLane(lane);
    await begin(100);
    assert.deepEqual(failures.map(reasonOf), ["protocol-error"]);
    assert.deepEqual(lane.sent, []);
    pump.stop();
  });
}

Deno.test("BlockPump cuts no block into frames that a receiver refuses, whatever its lane's limit", async () => {
  for (const maxFrameBytes of [LEAST, LEAST + 1, LEAST + 1_500, LEAST + 3_000]) {
    for (const size of [1, 1_023, 2_048, 2_049, 4_097, B - 1, B]) {
      const { pump, failures, begin } = setUp(size / B);
      const lane = new TestLane(Infinity, maxFrameBytes);
      pump.addLane(lane);
      await begin(1);
      const starts = lane.sent.map((frame) => Number(frame.split("+")[1]));
      const lengths = starts.map((start, index) => (starts[index + 1] ?? size) - start);
      const label = `${size} bytes as ${lengths} in ${maxFrameBytes}`;
      assert.ok(lengths.every((length) => FRAME_HEADER_BYTES + length <= maxFrameBytes), label);
      assert.ok(lengths.slice(0, -1).every((length) => length >= MIN_FRAME_DATA_BYTES), label);
      assert.deepEqual([starts[0], failures], [0, []], label);
      pump.stop();
    }
  }
});

Deno.test("BlockPump lets go of each block's bytes once its last part was taken", async () => {
  const { source, ledger } = setUp(3);
  const plan = new BlockPlan([source.bytes.length], B);
  const freed: number[] = [];
  const own = new BlockPump(ledger, { onRead: () => {}, onActive: () => {}, onFailure: () => {} });
  const order = [0, 2].values();
  const free = (buffer: ArrayBuffer) => freed.push(buffer.byteLength);
  own.begin(new BlockReader(plan, [source], syncDigest, order, () => {}, free), 9 * B);
  const lane = new TestLane(2);
  own.addLane(lane);
  await settle();
  assert.deepEqual([lane.sent.length, freed], [2, []]);
  await lane.drain(2);
  assert.deepEqual([lane.sent.length, freed], [4, [B]]);
  await lane.drain(9);
  assert.deepEqual([lane.sent.length, freed], [6, [B, B]]);
  own.stop();
});

Deno.test("BlockPump reads on where all that was ready has arrived by an earlier copy", async () => {
  const { pump, begin, acknowledge } = setUp(16);
  const lost = new TestLane();
  pump.addLane(lost);
  await begin(12);
  assert.equal(lost.blocks.length, 12);
  pump.laneLost(lost); // As many are read again as can be ready, and there is no lane to take them.
  await settle();
  await acknowledge(...Array(12).keys());
  const other = new TestLane();
  pump.addLane(other);
  await settle();
  assert.deepEqual(other.blocks, [12, 13, 14, 15]);
  pump.stop();
});

/** Blocks of 250 bytes, each a file, of which seven fit a message; those whose numbers are `late` are read when the test says so. */
async function sendSmall(count: number, windowBytes: number, late: ReadonlySet<number>) {
  const lane = new TestLane(Infinity, 2_100);
  const plan = new BlockPlan(Array(count).fill(250), B);
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => failures.push(error);
  const pump = new BlockPump(new Ledger(plan), { onRead: () => {}, onActive: () => {}, onFailure });
  const random = new SeededRandom(4);
  const gate = Promise.withResolvers<void>();
  const sources = Array.from({ length: count }, (_, file) => {
    const source = new MemorySource(random.bytes(250));
    return {
      read: async (offset: number, length: number) => {
        if (late.has(file)) await gate.promise;
        return await source.read(offset, length);
      },
    };
  });
  pump.addLane(lane);
  const order = Array(count).keys();
  pump.begin(new BlockReader(plan, sources, syncDigest, order, onFailure), windowBytes, true);
  await settle();
  const readLate = async () => {
    gate.resolve();
    await settle();
  };
  return { lane, pump, failures, readLate };
}

Deno.test("BlockPump sends small blocks several in one message, where the receiver takes them", async () => {
  const { lane, pump, failures } = await sendSmall(9, B, new Set());
  assert.deepEqual(lane.sent, ["0+0 1+0 2+0 3+0 4+0 5+0 6+0", "7+0 8+0"]);
  for (let block = 0; block < 9; block++) assert.ok(pump.acknowledge(block));
  assert.equal(pump.takenBytes, 9 * 250);
  assert.deepEqual(failures, []);
  pump.stop();
});

Deno.test("BlockPump holds a small block back for the next while that is being read, and no longer", async () => {
  const { lane, pump, readLate } = await sendSmall(5, B, new Set([3]));
  assert.deepEqual(lane.sent, []);
  await readLate();
  assert.deepEqual(lane.sent, ["0+0 1+0 2+0 3+0 4+0"]);
  pump.stop();
});

Deno.test("BlockPump holds nothing back for what the window doesn't admit", async () => {
  const { lane, pump } = await sendSmall(5, 750, new Set([3]));
  assert.deepEqual(lane.sent, ["0+0 1+0 2+0"]);
  pump.stop();
});

Deno.test("BlockPump sends again over another lane what a bundle of a lost one carried", async () => {
  const { lane, pump } = await sendSmall(4, B, new Set());
  const other = new TestLane(Infinity, 2_100);
  pump.addLane(other);
  await settle();
  assert.ok(pump.acknowledge(1));
  pump.laneLost(lane);
  await settle();
  assert.deepEqual(other.sent, ["0+0 2+0 3+0"]);
  pump.stop();
});
