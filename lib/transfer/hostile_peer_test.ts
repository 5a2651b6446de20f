// A peer that holds the link may still lie. Each attack here is made against the whole engine of
// one side, with messages as text through the wire's own parser, and each has to end in a typed
// failure or to change nothing; never in a file that wasn't verified, and never in silence.
import assert from "node:assert/strict";
import { type TransferMessage } from "../protocol/control_message.ts";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { isScreenMessage } from "../protocol/screen_message.ts";
import { FAILURE_REASONS, FailureError, type FailureReason } from "../protocol/failure.ts";
import type { FileEntry } from "../protocol/file_entry.ts";
import {
  type DataFrame,
  decodeFrame,
  encodeBundle,
  encodeFrame,
  sameDigest,
} from "../protocol/lane_message.ts";
import {
  MAX_BLOCK_BYTES,
  MAX_BLOCKS,
  MAX_FILES,
  MAX_LIST_BYTES,
  MAX_LIST_FOLDERS,
  MAX_PATH_LENGTH,
  MIN_BLOCK_BYTES as B,
} from "../protocol/limits.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { memoryFile, syncDigest } from "../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { BlockPlan } from "./block_plan.ts";
import { FileReceiver } from "./receive/file_receiver.ts";
import { FileSender } from "./send/file_sender.ts";
import { keepsAfter } from "./receive/kept_after.ts";
import { keepNothing } from "../storage/keep_nothing.ts";
import { Ledger, transferRoot } from "./ledger.ts";
import type { ByteSink, Lane, LaneEvents, OutgoingFile } from "./ports.ts";
import {
  MAX_OPEN_SINKS,
  MAX_REPAIRS_PER_BLOCK,
  ROOTS_MS,
  STALL_FAIL_MS,
  STALL_RESEND_MS,
  WINDOW_BLOCKS,
} from "./limits.ts";
import { isOver } from "./state.ts";

const ID = "A".repeat(43);
const OTHER = "B".repeat(42) + "A"; // As well-formed as the one above.
const FRAME_BYTES = 8 * 1024;
const WINDOW_BYTES = 4 * B;
const SIZES = [3 * B + 5, 0, 7, 9 * B];

/** What both halves of this file share: an engine, what it says, and how it ends. */
abstract class Target {
  readonly clock = new FakeClock();
  readonly said: TransferMessage[] = [];
  readonly random = new SeededRandom(11);
  abstract readonly engine: FileSender | FileReceiver<Uint8Array>;

  /** Puts messages on the wire, one right behind another. */
  async tell(...messages: readonly object[]): Promise<void> {
    for (const message of messages) {
      const parsed = parseAnyMessage(JSON.stringify(message));
      if (parsed === undefined || isScreenMessage(parsed)) {
        // What the control channel and the peer's session make of text that is no message, or one about a screen.
        this.engine.fail(new FailureError("protocol-error", "Cannot read"), "there");
        continue;
      }
      switch (parsed.type) {
        case "bind":
        case "heartbeat":
        case "signal":
        case "bye":
          throw new TypeError(`Not of a transfer: ${parsed.type}`);
        default:
          this.engine.receive(parsed);
      }
    }
    await settle();
  }

  /** Waits so long that whatever is armed has gone off. */
  async passTime(ms = 10 * STALL_FAIL_MS): Promise<void> {
    for (let passed = 0; passed < ms; passed += STALL_RESEND_MS) {
      this.clock.advance(STALL_RESEND_MS);
      await settle();
    }
  }

  heard<Type extends TransferMessage["type"]>(type: Type) {
    return this.said.filter((message): message is Extract<TransferMessage, { type: Type }> =>
      message.type === type
    );
  }

  /** The typed end: told to the peer once where it began here, and nothing goes on behind it. */
  async assertFailed(reason: FailureReason, side: "here" | "there"): Promise<void> {
    const { state } = this.engine;
    assert.ok(state.kind === "failed", `${state.kind} instead of ${reason}`);
    assert.deepEqual([state.reason, state.side], [reason, side]);
    const aborts = side === "here" ? [{ type: "abort", reason }] : [];
    assert.deepEqual(this.heard("abort"), aborts);
    if (side === "here") assert.equal(this.said.at(-1)?.type, "abort");
    assert.equal(this.clock.pendingTasks, 0);
    const said = this.said.length;
    await this.passTime();
    assert.equal(this.said.length, said);
    assert.equal(this.engine.state, state);
  }
}

/** A sender whose receiver the test plays. */
class Sender extends Target {
  override readonly engine: FileSender;
  readonly plan: BlockPlan;
  readonly files: readonly Uint8Array<ArrayBuffer>[];
  /** The frames the lane took, without their data. */
  readonly frames: { readonly block: number; readonly end: number }[] = [];
  readonly lane: Lane;
  readonly #acknowledged = new Set<number>();
  #events: LaneEvents | undefined;

  constructor(
    sizes: readonly number[] = SIZES,
    { parks = false, maxFrameBytes = FRAME_BYTES } = {},
  ) {
    super();
    this.plan = new BlockPlan(sizes, B);
    this.files = sizes.map((size) => this.random.bytes(size));
    this.engine = new FileSender({
      files: this.files.map((bytes, index) => memoryFile(`file ${index}`, bytes)),
      transferId: ID,
      control: { send: (message) => this.said.push(message) },
      digest: syncDigest,
      clock: this.clock,
      onState: () => {},
      blockBytes: B,
    });
    let isFull = false;
    this.lane = {
      maxFrameBytes,
      deliveredBytes: 0,
      inFlightBytes: 0,
      send: (bytes) => {
        const frame = decodeFrame(bytes.slice().buffer); // A copy: the memory is used again.
        assert.ok(frame);
        this.frames.push({ block: frame.block, end: frame.offset + frame.data.length });
        isFull = parks;
        return !isFull;
      },
      drained: (signal) =>
        new Promise((resolve, reject) => {
          if (!isFull) resolve();
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
      listen: (events) => this.#events = events,
    };
    this.engine.start();
    this.engine.addLane(this.lane);
  }

  /** Puts a frame on the lane towards the sender. */
  async tellFrame(message: ArrayBuffer): Promise<void> {
    this.#events?.onFrame(message);
    await settle();
  }

  loseLane(): void {
    this.#events?.onClose();
  }

  async accept(windowBytes = WINDOW_BYTES): Promise<void> {
    await this.tell({ type: "accept", transferId: ID, windowBytes, haveDigest: "" });
  }

  bytesOf(block: number): Uint8Array<ArrayBuffer> {
    const { file, offset, length } = this.plan.locate(block);
    return this.files[file]?.slice(offset, offset + length) ?? new Uint8Array();
  }

  /** Blocks whose last frame was sent and that were not acknowledged yet. */
  get arrived(): number[] {
    const whole = this.frames.filter(({ block, end }) => end === this.plan.locate(block).length);
    return [...new Set(whole.map(({ block }) => block))]
      .filter((block) => !this.#acknowledged.has(block));
  }

  /** Acknowledges blocks, and remembers which: an honest receiver does so once. */
  async acknowledge(...blocks: readonly number[]): Promise<void> {
    for (const block of blocks) this.#acknowledged.add(block);
    await this.tell({ type: "ack", ranges: blocks.map((block) => [block, block + 1]) });
  }

  /** Acknowledges as an honest receiver does, to the last block. */
  async takeAll(): Promise<void> {
    for (let blocks = this.arrived; blocks.length > 0; blocks = this.arrived) {
      await this.acknowledge(...blocks);
    }
  }

  get root(): string {
    const [finish] = this.heard("finish");
    assert.ok(finish, "no finish was said");
    return finish.root;
  }

  /** The attack did nothing: an honest end is still possible. */
  async assertUnharmed(): Promise<void> {
    if (this.engine.state.kind === "offering") await this.accept();
    await this.takeAll();
    if (!isOver(this.engine.state)) await this.tell({ type: "receipt", root: this.root });
    assert.deepEqual(this.engine.state, { kind: "done", root: this.root });
    assert.equal(this.engine.doneBytes, this.engine.totalBytes);
    assert.deepEqual(this.heard("abort"), []);
    assert.equal(this.clock.pendingTasks, 0);
  }
}

interface Attack<Victim extends Target> {
  readonly name: string;
  readonly attack: (victim: Victim) => Promise<void>;
  /** The typed failure it ends in; missing where it changes nothing. */
  readonly ends?: FailureReason;
  /** Where the failure began; `there` for text that is refused before it reaches the engine. */
  readonly side?: "here" | "there";
}

const ON_SENDER: readonly Attack<Sender>[] = [
  {
    name: "acknowledges before it accepts",
    attack: (it) => it.tell({ type: "ack", ranges: [[0, 1]] }),
    ends: "protocol-error",
  },
  {
    name: "acknowledges blocks that were not sent",
    attack: async (it) => {
      await it.accept();
      assert.deepEqual(it.arrived, [0, 1, 2, 3, 4]);
      await it.tell({ type: "ack", ranges: [[0, 6]] });
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges blocks beyond the end",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "ack", ranges: [[it.plan.blockCount - 1, it.plan.blockCount + 1]] });
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges the largest range there is",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "ack", ranges: [[0, MAX_BLOCKS]] });
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges a range beyond the largest number",
    attack: (it) => it.tell({ type: "ack", ranges: [[0, 2 ** 53]] }),
    ends: "protocol-error",
    side: "there",
  },
  {
    name: "acknowledges a block again",
    attack: async (it) => {
      await it.accept();
      await it.acknowledge(0, 1, 2);
      assert.equal(it.engine.doneBytes, 3 * B);
      await it.acknowledge(1);
      assert.equal(it.engine.doneBytes, 3 * B);
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges blocks in ranges that lie over one another",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "ack", ranges: [[0, 2], [1, 3]] });
      assert.equal(it.engine.doneBytes, 2 * B);
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges all that is delivered a thousand times in one message",
    attack: async (it) => {
      await it.accept();
      await it.acknowledge(0, 1, 2, 3);
      await it.tell({ type: "ack", ranges: Array(1_000).fill([0, 4]) });
      assert.equal(it.engine.doneBytes, 3 * B + 5);
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges a block that it has from before",
    attack: async (it) => {
      const held = new Ledger(it.plan);
      held.add(0, await syncDigest.sha256(it.bytesOf(0)));
      const haveDigest = await held.heldDigest(syncDigest);
      await it.tell(
        { type: "have", ranges: [[0, 1]] },
        { type: "accept", transferId: ID, windowBytes: WINDOW_BYTES, haveDigest },
      );
      assert.equal(it.engine.doneBytes, B);
      assert.equal(it.engine.state.kind, "sending");
      await it.tell({ type: "ack", ranges: [[0, 1]] });
    },
    ends: "protocol-error",
  },
  {
    name: "takes every frame and acknowledges nothing",
    attack: async (it) => {
      await it.accept();
      const frames = it.frames.length;
      await it.passTime(STALL_FAIL_MS - STALL_RESEND_MS);
      assert.equal(it.engine.state.kind, "sending");
      // The window, again after each standstill, and never more than it.
      assert.equal(it.frames.length, frames * STALL_FAIL_MS / STALL_RESEND_MS);
      assert.deepEqual(it.arrived, [0, 1, 2, 3, 4]);
      await it.passTime(STALL_RESEND_MS);
    },
    ends: "timed-out",
  },
  {
    name: "acknowledges nothing and asks for repairs to keep it going",
    attack: async (it) => {
      await it.accept();
      let block = 0;
      for (let passed = 0; passed < STALL_FAIL_MS; passed += STALL_RESEND_MS / 3) {
        if (block < 15) await it.tell({ type: "repair", block: block++ % 5 });
        assert.equal(it.engine.state.kind, "sending");
        it.clock.advance(STALL_RESEND_MS / 3);
        await settle();
      }
    },
    ends: "timed-out",
  },
  {
    name: "sends the receipt before it accepts",
    attack: (it) => it.tell({ type: "receipt", root: ID }),
    ends: "protocol-error",
  },
  {
    name: "sends the receipt while blocks are on their way",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "receipt", root: ID });
    },
    ends: "protocol-error",
  },
  {
    name: "sends a receipt with another root",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "receipt", root: OTHER });
    },
    ends: "integrity",
  },
  {
    name: "sends a receipt with another root, and the right one behind it",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "receipt", root: OTHER }, { type: "receipt", root: it.root });
    },
    ends: "integrity",
  },
  {
    name: "sends the right receipt, and another one behind it",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "receipt", root: it.root }, { type: "receipt", root: OTHER });
    },
  },
  {
    name: "takes every block and never sends the receipt",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "accepts another transfer",
    attack: (it) => it.tell({ type: "accept", transferId: OTHER, windowBytes: B, haveDigest: "" }),
    ends: "protocol-error",
  },
  {
    name: "accepts twice",
    attack: async (it) => {
      await it.accept();
      await it.accept();
    },
    ends: "protocol-error",
  },
  {
    name: "accepts twice in one breath",
    attack: async (it) => {
      const accept = { type: "accept", transferId: ID, windowBytes: B, haveDigest: "" };
      await it.tell(accept, accept);
    },
    ends: "protocol-error",
  },
  {
    name: "accepts with a window of no bytes",
    attack: (it) => it.accept(0),
    ends: "protocol-error",
    side: "there",
  },
  {
    name: "accepts with a window of one byte",
    attack: async (it) => {
      await it.accept(1);
      assert.deepEqual(it.arrived, [0]);
      await it.acknowledge(0);
      assert.deepEqual(it.arrived, [1]);
    },
  },
  {
    name: "names blocks it has after it accepted",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "have", ranges: [[0, 1]] });
    },
    ends: "protocol-error",
  },
  {
    name: "names blocks beyond the end as its own",
    attack: (it) => it.tell({ type: "have", ranges: [[0, it.plan.blockCount + 1]] }),
    ends: "protocol-error",
  },
  {
    name: "names the largest range as its own",
    attack: (it) => it.tell({ type: "have", ranges: [[0, MAX_BLOCKS]] }),
    ends: "protocol-error",
  },
  {
    name: "claims to have everything and can't say what",
    attack: async (it) => {
      await it.tell({ type: "have", ranges: [[0, it.plan.blockCount]] });
      await it.accept();
      assert.deepEqual(it.frames, []);
    },
    ends: "part-mismatch",
  },
  {
    name: "claims to have everything, of another file",
    attack: async (it) => {
      await it.tell(
        { type: "have", ranges: [[0, it.plan.blockCount]] },
        { type: "accept", transferId: ID, windowBytes: B, haveDigest: OTHER },
      );
    },
    ends: "part-mismatch",
  },
  {
    name: "claims to have something and doesn't name it",
    attack: (it) => it.tell({ type: "accept", transferId: ID, windowBytes: B, haveDigest: OTHER }),
    ends: "part-mismatch",
  },
  {
    name: "asks for the repair of a block before it accepts",
    attack: (it) => it.tell({ type: "repair", block: 0 }),
    ends: "protocol-error",
  },
  {
    name: "asks for the repair of a block that was not sent",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "repair", block: 9 });
    },
    ends: "protocol-error",
  },
  {
    name: "asks for the repair of a block that isn't there",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "repair", block: MAX_BLOCKS - 1 });
    },
    ends: "protocol-error",
  },
  {
    name: "asks for the repair of one block for ever",
    attack: async (it) => {
      await it.accept();
      for (let count = 0; count < 50; count++) await it.tell({ type: "repair", block: 1 });
      const copies = it.frames.filter(({ block, end }) => block === 1 && end === B).length;
      assert.equal(copies, 1 + MAX_REPAIRS_PER_BLOCK);
    },
    ends: "integrity",
  },
  {
    name: "asks for the repair of one block a thousand times in one breath",
    attack: async (it) => {
      await it.accept();
      await it.tell(...Array(1_000).fill({ type: "repair", block: 1 }));
    },
    ends: "integrity",
  },
  {
    name: "asks for the repair of what it acknowledged",
    attack: async (it) => {
      await it.accept();
      await it.acknowledge(0);
      const frames = it.frames.length;
      await it.tell(...Array(1_000).fill({ type: "repair", block: 0 }));
      assert.equal(it.frames.length, frames);
    },
  },
  {
    name: "sends it a frame",
    attack: (it) => it.tellFrame(encodeFrame(makeFrame(0, 0, 1)).buffer),
    ends: "protocol-error",
  },
  {
    name: "sends it an empty frame",
    attack: async (it) => {
      await it.accept();
      await it.tellFrame(new ArrayBuffer(0));
    },
    ends: "protocol-error",
  },
  ...[
    { type: "offer", transferId: ID, fileCount: 1, totalBytes: 0, blockBytes: B },
    { type: "files", first: 0, files: [{ path: "a", size: 0, modified: 0 }] },
    { type: "roots", first: 0, roots: [ID] },
    { type: "finish", root: ID },
  ].map((message): Attack<Sender> => ({
    name: `says "${message.type}", which is the sender's`,
    attack: async (it) => {
      await it.accept();
      await it.tell(message);
    },
    ends: "protocol-error",
  })),
  {
    name: "pauses and resumes ten thousand times",
    attack: async (it) => {
      await it.accept();
      await it.passTime(ROOTS_MS);
      for (let count = 0; count < 100; count++) {
        await it.tell(...Array(100).fill({ type: "pause" }));
        assert.equal(it.clock.pendingTasks, 0);
        await it.tell(...Array(100).fill({ type: "resume" }));
        assert.equal(it.clock.pendingTasks, 2, "one watch for a standstill, one for the lanes");
      }
    },
  },
  {
    name: "pauses, and goes on to say things",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "pause" });
      const frames = it.frames.length;
      await it.acknowledge(0, 1, 2, 3);
      await it.tell({ type: "pause" });
      assert.equal(it.frames.length, frames);
      await it.tell({ type: "resume" });
    },
  },
  {
    name: "pauses before it accepts, and takes its time",
    attack: async (it) => {
      await it.tell({ type: "pause" });
      await it.accept();
      await it.passTime();
      assert.deepEqual([it.engine.state.kind, it.frames], ["sending", []]);
      await it.tell({ type: "resume" });
      await it.passTime(ROOTS_MS);
      assert.equal(it.clock.pendingTasks, 2, "one watch for a standstill, one for the lanes");
    },
  },
  {
    name: "resumes what nobody paused",
    attack: (it) => it.tell({ type: "resume" }, { type: "resume" }),
  },
  {
    name: "talks on after it aborted",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "abort", reason: "storage-full" });
      const frames = it.frames.length;
      await it.tell(
        { type: "abort", reason: "internal" },
        { type: "ack", ranges: [[0, 1]] },
        { type: "repair", block: 0 },
        { type: "resume" },
        { type: "receipt", root: ID },
      );
      await it.accept();
      assert.equal(it.frames.length, frames);
    },
    ends: "storage-full",
    side: "there",
  },
  {
    name: "aborts for a reason that is none",
    attack: (it) => it.tell({ type: "abort", reason: "__proto__" }),
    ends: "protocol-error",
    side: "there",
  },
];

function makeFrame(block: number, offset: number, length: number): DataFrame {
  const digest = new Uint8Array(32);
  return { block, offset, digest, data: new Uint8Array(length) };
}

for (const { name, attack, ends, side = "here" } of ON_SENDER) {
  Deno.test(`FileSender: a receiver that ${name} ${ends ? `ends with ${ends}` : "changes nothing"}`, async () => {
    const it = new Sender();
    await attack(it);
    if (ends) await it.assertFailed(ends, side);
    else await it.assertUnharmed();
  });
}

for (const reason of FAILURE_REASONS) {
  Deno.test(`FileSender and FileReceiver: a peer that aborts with ${reason} ends both with it, and hears nothing`, async () => {
    const seen = reason === "cancelled" ? "cancelled-by-peer" : reason;
    const sender = new Sender();
    await sender.accept();
    await sender.tell({ type: "abort", reason });
    await sender.assertFailed(seen, "there");
    const receiver = new Receiver();
    await receiver.begin();
    await receiver.sendBlocks(0);
    await receiver.tell({ type: "abort", reason });
    await receiver.assertFailed(seen, "there");
    const isKept = keepsAfter(seen, false);
    assert.deepEqual([receiver.kept, receiver.discarded], isKept ? [1, 0] : [0, 1]);
  });
}

Deno.test("FileSender: a receiver with the largest window there is gets no more blocks than any other", async () => {
  const it = new Sender(Array(WINDOW_BLOCKS + 100).fill(1));
  await it.accept(Number.MAX_SAFE_INTEGER);
  assert.equal(it.arrived.length, WINDOW_BLOCKS);
  await it.assertUnharmed();
});

Deno.test("FileSender: a receiver whose lane takes nothing more ends with timed-out", async () => {
  const it = new Sender(SIZES, { parks: true });
  await it.accept();
  assert.equal(it.frames.length, 1);
  await it.passTime(STALL_FAIL_MS);
  await it.assertFailed("timed-out", "here");
});

Deno.test("FileSender: a receiver that lets the only lane die and says nothing ends with timed-out", async () => {
  const it = new Sender();
  await it.accept();
  it.loseLane();
  const frames = it.frames.length;
  await it.passTime(STALL_FAIL_MS);
  assert.equal(it.frames.length, frames);
  await it.assertFailed("timed-out", "here");
});

Deno.test("FileSender: a receiver that never accepts is waited for without a timer, as a person is", async () => {
  const it = new Sender();
  await it.passTime();
  assert.equal(it.engine.state.kind, "offering");
  assert.equal(it.clock.pendingTasks, 0);
  assert.deepEqual(it.frames, []);
});

for (const maxFrameBytes of [0, 43, 44, 45, 2_091]) {
  Deno.test(`FileSender: a receiver whose lane takes messages of ${maxFrameBytes} bytes ends with protocol-error`, async () => {
    const it = new Sender(SIZES, { maxFrameBytes });
    await it.accept();
    assert.deepEqual(it.frames, []);
    await it.assertFailed("protocol-error", "here");
  });
}

Deno.test("FileSender that is paused here before it is accepted waits, and goes on when it is resumed", async () => {
  const it = new Sender();
  it.engine.pause();
  await it.accept();
  await it.passTime();
  assert.deepEqual([it.engine.state.kind, it.frames], ["sending", []]);
  it.engine.resume();
  await settle();
  await it.assertUnharmed();
});

Deno.test("FileSender and FileReceiver that are over say nothing and arm nothing when they are paused and resumed", async () => {
  for (const it of [new Sender(), new Receiver()]) {
    await it.tell({ type: "abort", reason: "cancelled" });
    const said = it.said.length;
    it.engine.pause();
    assert.equal(it.clock.pendingTasks, 0);
    it.engine.resume();
    await it.tell({ type: "pause" }, { type: "resume" });
    assert.deepEqual([it.said.length, it.clock.pendingTasks], [said, 0]);
    await it.assertFailed("cancelled-by-peer", "there");
  }
});

/** A sender of these files, started, and what it said. */
function startWith(files: readonly OutgoingFile[]) {
  const said: TransferMessage[] = [];
  const sender = new FileSender({
    files,
    transferId: ID,
    control: { send: (message) => said.push(message) },
    digest: syncDigest,
    clock: new FakeClock(),
    onState: () => {},
    blockBytes: B,
  });
  sender.start();
  return { said, sender };
}

const nothing = memoryFile("a", new Uint8Array());

for (
  const { what, files } of [
    { what: "no files", files: [] },
    { what: "more files than a list may have", files: Array(MAX_FILES + 1).fill(nothing) },
    { what: "a path without a character", files: [nothing, { ...nothing, path: "" }] },
    {
      what: "a path too long",
      files: [nothing, { ...nothing, path: "x".repeat(MAX_PATH_LENGTH + 1) }],
    },
    {
      what: "more folders than a list may have",
      files: Array.from(
        { length: MAX_LIST_FOLDERS + 1 },
        (_, at) => ({ ...nothing, path: `${at}/` }),
      ),
    },
    {
      what: "longer paths than a list may have in all",
      files: Array(MAX_LIST_BYTES / MAX_PATH_LENGTH + 1).fill({
        ...nothing,
        path: "x".repeat(MAX_PATH_LENGTH),
      }),
    },
    {
      what: "more blocks than a transfer may have",
      files: [{ ...nothing, size: MAX_BLOCKS * B }, { ...nothing, size: 1 }],
    },
  ]
) {
  Deno.test(`FileSender of ${what} ends with too-large, and says nothing`, () => {
    const { said, sender } = startWith(files);
    assert.deepEqual(sender.state, {
      kind: "failed",
      reason: "too-large",
      side: "here",
      cause: undefined,
    });
    assert.deepEqual(said, []);
  });
}

for (
  const { what, files } of [
    { what: "as many files", files: Array<OutgoingFile>(MAX_FILES).fill(nothing) },
    { what: "as long a path", files: [{ ...nothing, path: "\0".repeat(MAX_PATH_LENGTH) }] },
    { what: "as many blocks", files: [{ ...nothing, size: MAX_BLOCKS * B }] },
  ]
) {
  Deno.test(`FileSender of ${what} as there may be says what its own parser and a receiver take`, async () => {
    const { said } = startWith(files);
    const receiver = new Receiver();
    for (const message of said) {
      // Not compared as a whole: a list has a hundred thousand entries.
      assert.equal(parseAnyMessage(JSON.stringify(message)) === undefined, false);
      receiver.engine.receive(message);
    }
    await settle();
    assert.equal(receiver.engine.state.kind, "offered");
  });
}

/** A receiver whose sender the test plays. */
class Receiver extends Target {
  override readonly engine: FileReceiver<Uint8Array>;
  readonly files: readonly Uint8Array<ArrayBuffer>[];
  readonly plan: BlockPlan;
  readonly paths: readonly string[];
  /** What was handed to the page. */
  readonly saved = new Map<number, Uint8Array>();
  opened = 0;
  writes = 0;
  discarded = 0;
  kept = 0;
  reserve: (files: readonly FileEntry[]) => Promise<void> = () => Promise.resolve();
  #events: LaneEvents | undefined;

  constructor(sizes: readonly number[] = SIZES, paths: readonly string[] = []) {
    super();
    this.files = sizes.map((size) => this.random.bytes(size));
    this.paths = sizes.map((_, index) => paths[index] ?? `file ${index}`);
    this.plan = new BlockPlan(sizes, B);
    this.engine = new FileReceiver<Uint8Array>({
      control: { send: (message) => this.said.push(message) },
      digest: syncDigest,
      clock: this.clock,
      sessionId: "s",
      store: keepNothing({
        reserve: (files) => this.reserve(files),
        open: (_, file) => Promise.resolve(this.#openSink(file.size)),
      }),
      onState: () => {},
      onSaved: (file, saved) => this.saved.set(file, saved),
      windowBytes: WINDOW_BYTES,
    });
    this.engine.addLane({
      maxFrameBytes: FRAME_BYTES,
      deliveredBytes: 0,
      inFlightBytes: 0,
      send: () => assert.fail("a receiver sends no frames"),
      drained: () => Promise.resolve(),
      listen: (events) => this.#events = events,
    });
  }

  #openSink(size: number): ByteSink<Uint8Array> {
    this.opened++;
    const bytes = new Uint8Array(size);
    return {
      write: (offset, part) => {
        this.writes++;
        bytes.set(part, offset);
        return Promise.resolve();
      },
      finish: () => Promise.resolve(bytes),
      discard: () => Promise.resolve(void this.discarded++),
      keep: () => Promise.resolve(void this.kept++),
    };
  }

  get entries(): FileEntry[] {
    return this.paths.map((path, index) => ({
      path,
      size: this.files[index]?.length ?? 0,
      modified: 0,
    }));
  }

  offerWith(change: object = {}): object {
    const { fileCount, totalBytes, blockBytes } = this.plan;
    return { type: "offer", transferId: ID, fileCount, totalBytes, blockBytes, ...change };
  }

  async offer(): Promise<void> {
    await this.tell(this.offerWith(), { type: "files", first: 0, files: this.entries });
    assert.equal(this.engine.state.kind, "offered");
  }

  async begin(): Promise<void> {
    await this.offer();
    await this.engine.accept();
    assert.deepEqual(this.said.at(-1)?.type, "accept");
  }

  bytesOf(block: number): Uint8Array<ArrayBuffer> {
    const { file, offset, length } = this.plan.locate(block);
    return this.files[file]?.slice(offset, offset + length) ?? new Uint8Array();
  }

  /** The frames of a block, honest but for what is changed. */
  async framesOf(block: number, change: Partial<DataFrame> = {}): Promise<ArrayBuffer[]> {
    const bytes = this.bytesOf(block);
    const digest = await syncDigest.sha256(bytes);
    const frames: ArrayBuffer[] = [];
    for (let offset = 0; offset < bytes.length; offset += FRAME_BYTES) {
      const data = bytes.slice(offset, offset + FRAME_BYTES);
      frames.push(encodeFrame({ block, offset, digest, data, ...change }).buffer);
    }
    return frames;
  }

  /** Puts frames on the lane, and looks each time that the receiver holds no more than its window. */
  async sendFrames(...frames: readonly ArrayBuffer[]): Promise<void> {
    for (const frame of frames) {
      this.#events?.onFrame(frame);
      const held = this.engine.doneBytes - (this.engine.ledger?.bytes ?? 0);
      assert.ok(held <= WINDOW_BYTES, `${held} bytes held`);
    }
    await settle();
  }

  async sendBlocks(...blocks: readonly number[]): Promise<void> {
    for (const block of blocks) await this.sendFrames(...await this.framesOf(block));
  }

  async sendAll(): Promise<void> {
    await this.sendBlocks(...Array(this.plan.blockCount).keys());
  }

  async roots(): Promise<string[]> {
    const ledger = new Ledger(this.plan);
    for (let block = 0; block < this.plan.blockCount; block++) {
      ledger.add(block, await syncDigest.sha256(this.bytesOf(block)));
    }
    return await Promise.all(this.files.map((_, file) => ledger.rootOf(file, syncDigest)));
  }

  async root(): Promise<string> {
    return await transferRoot(await this.roots(), syncDigest);
  }

  /** Whatever happened: what was saved is what the roots stand for. */
  assertSavedIsTrue(): void {
    for (const [file, bytes] of this.saved) {
      assert.ok(sameDigest(bytes, this.files[file] ?? bytes.slice(1)), `file ${file}`);
    }
  }

  /** The attack did nothing: an honest end is still possible. */
  async assertUnharmed({ rootsSaid = false } = {}): Promise<void> {
    if (!isOver(this.engine.state)) {
      await this.sendAll();
      if (!rootsSaid) await this.tell({ type: "roots", first: 0, roots: await this.roots() });
      await this.tell({ type: "finish", root: await this.root() });
    }
    const root = await this.root();
    assert.deepEqual(this.engine.state, { kind: "done", root });
    assert.deepEqual(this.heard("receipt"), [{ type: "receipt", root }]);
    assert.deepEqual(this.heard("abort"), []);
    assert.equal(this.saved.size, this.files.length);
    this.assertSavedIsTrue();
    assert.equal(this.clock.pendingTasks, 0);
  }
}

const LIST = { type: "files", first: 0, files: [{ path: "a", size: 1, modified: 0 }] };

const ON_RECEIVER: readonly Attack<Receiver>[] = [
  {
    name: "sends a frame before the offer",
    attack: async (it) => await it.sendBlocks(0),
    ends: "protocol-error",
  },
  {
    name: "sends a frame before it is accepted",
    attack: async (it) => {
      await it.offer();
      await it.sendBlocks(0);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame while room is made for its files",
    attack: async (it) => {
      it.reserve = () => new Promise(() => {});
      await it.offer();
      it.engine.accept();
      await it.sendBlocks(3);
      assert.deepEqual([it.opened, it.writes, it.said.length], [0, 0, 1]);
    },
    ends: "protocol-error",
  },
  {
    name: "announces roots while room is made for its files",
    attack: async (it) => {
      it.reserve = () => new Promise(() => {});
      await it.offer();
      it.engine.accept();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      assert.equal(it.opened, 0);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a block in crumbs",
    attack: async (it) => {
      await it.begin();
      const digest = new Uint8Array(32);
      for (let offset = 0; offset < 1_000; offset += 2) {
        const data = new Uint8Array(1);
        await it.sendFrames(encodeFrame({ block: 0, offset, digest, data }).buffer);
      }
      assert.equal(it.engine.doneBytes, 0);
    },
    ends: "protocol-error",
  },
  {
    name: "sends the same frame for ever",
    attack: async (it) => {
      await it.begin();
      const [first = new ArrayBuffer(0)] = await it.framesOf(0);
      await it.sendFrames(first);
      for (let passed = 0; passed < STALL_FAIL_MS; passed += STALL_RESEND_MS) {
        assert.equal(it.engine.state.kind, "receiving");
        it.clock.advance(STALL_RESEND_MS);
        await it.sendFrames(first);
      }
    },
    ends: "timed-out",
  },
  {
    name: "sends a frame of a block that isn't there",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(it.plan.blockCount, 0, 1)).buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame of the largest block number",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(0xffff_ffff, 0, 1)).buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "bundles blocks that aren't whole",
    attack: async (it) => {
      await it.begin();
      const { digest, data } = makeFrame(0, 0, 1);
      const blocks = [0, 1].map((block) => ({ block, digest, data }));
      await it.sendFrames(encodeBundle(blocks, new ArrayBuffer(1_000)).slice().buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "bundles a block with one that isn't there",
    attack: async (it) => {
      await it.begin();
      const { digest } = makeFrame(0, 0, 1);
      const data = it.bytesOf(0);
      const blocks = [0, it.plan.blockCount].map((block) => ({ block, digest, data }));
      await it.sendFrames(encodeBundle(blocks, new ArrayBuffer(100_000)).slice().buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame that leaves its block",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(3, 5, 1)).buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame that leaves its block by far",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(0, 0xffff_ffff, 1)).buffer);
    },
    ends: "protocol-error",
  },
  ...[0, 1, 44, 65_537].map((length): Attack<Receiver> => ({
    name: `sends a message of ${length} bytes in place of a frame`,
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(new Uint8Array(length).fill(1, 0, 1).buffer);
    },
    ends: "protocol-error",
  })),
  {
    name: "begins more blocks than the window holds",
    attack: async (it) => {
      await it.begin();
      for (let block = 0; block < it.plan.blockCount; block++) {
        const [first = new ArrayBuffer(0)] = await it.framesOf(block);
        await it.sendFrames(first);
      }
      assert.equal(it.writes, 2); // Those of one frame only.
    },
    ends: "protocol-error",
  },
  {
    name: "floods it with blocks while the disk is slow",
    attack: async (it) => {
      await it.begin();
      const frames = [];
      for (let block = 0; block < 10; block++) frames.push(...await it.framesOf(block));
      await it.sendFrames(...frames); // All in one breath: nothing can be written between.
    },
    ends: "protocol-error",
  },
  {
    name: "sends one block with a wrong digest for ever",
    attack: async (it) => {
      await it.begin();
      const frames = await it.framesOf(0, { digest: new Uint8Array(32) });
      for (let count = 0; count < 50; count++) await it.sendFrames(...frames);
      assert.deepEqual(
        it.heard("repair"),
        Array(MAX_REPAIRS_PER_BLOCK).fill({ type: "repair", block: 0 }),
      );
      assert.equal(it.writes, 0);
    },
    ends: "integrity",
  },
  {
    name: "sends every block with a wrong digest a few times",
    attack: async (it) => {
      await it.begin();
      for (let block = 0; block < it.plan.blockCount; block++) {
        const frames = await it.framesOf(block, { digest: new Uint8Array(32) });
        for (let count = 0; count < MAX_REPAIRS_PER_BLOCK; count++) await it.sendFrames(...frames);
      }
      assert.equal(it.writes, 0);
    },
  },
  {
    name: "names another digest in each frame of a block",
    attack: async (it) => {
      await it.begin();
      const [first = new ArrayBuffer(0), second = new ArrayBuffer(0)] = await it.framesOf(0);
      const [, lie = new ArrayBuffer(0)] = await it.framesOf(0, { digest: new Uint8Array(32) });
      for (let count = 0; count < 1_000; count++) await it.sendFrames(first, lie);
      assert.deepEqual([it.writes, it.heard("repair")], [0, []]);
      await it.sendFrames(first, second);
      assert.equal(it.writes, 1);
    },
  },
  {
    name: "sends every frame many times, also of blocks that are written",
    attack: async (it) => {
      await it.begin();
      for (let count = 0; count < 20; count++) await it.sendBlocks(0, 1, 2);
      assert.equal(it.writes, 3);
      assert.deepEqual(it.heard("ack").flatMap(({ ranges }) => ranges), [[0, 1], [1, 2], [2, 3]]);
    },
  },
  {
    name: "sends the bytes of one block as another, with their own digest",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      await it.sendFrames(...await it.framesOf(1, { block: 0 }));
      await it.sendFrames(...await it.framesOf(0, { block: 1 }));
      await it.sendBlocks(
        2,
        3,
        ...Array.from({ length: it.plan.blockCount - 4 }, (_, at) => at + 4),
      );
      assert.equal(it.saved.has(0), false);
    },
    ends: "integrity",
  },
  {
    name: "announces a root that isn't the file's",
    attack: async (it) => {
      await it.begin();
      const [, ...others] = await it.roots();
      await it.tell({ type: "roots", first: 0, roots: [OTHER, ...others] });
      await it.sendAll();
      assert.equal(it.saved.has(0), false);
    },
    ends: "integrity",
  },
  {
    name: "announces a root that isn't that of a file without bytes",
    attack: async (it) => {
      await it.begin();
      const [first] = await it.roots();
      await it.tell({ type: "roots", first: 0, roots: [first, OTHER] });
      assert.equal(it.saved.has(1), false);
    },
    ends: "integrity",
  },
  {
    name: "announces roots before it is accepted",
    attack: async (it) => {
      await it.offer();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
    },
    ends: "protocol-error",
  },
  {
    name: "announces roots before it offers anything",
    attack: (it) => it.tell({ type: "roots", first: 0, roots: [ID] }),
    ends: "protocol-error",
  },
  {
    name: "announces roots twice",
    attack: async (it) => {
      await it.begin();
      const roots = { type: "roots", first: 0, roots: await it.roots() };
      await it.tell(roots, roots);
    },
    ends: "protocol-error",
  },
  {
    name: "announces roots out of order",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "roots", first: 1, roots: [OTHER] });
    },
    ends: "protocol-error",
  },
  {
    name: "announces more roots than files",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "roots", first: 0, roots: [...await it.roots(), OTHER] });
    },
    ends: "protocol-error",
  },
  {
    name: "finishes before it is accepted",
    attack: async (it) => {
      await it.offer();
      await it.tell({ type: "finish", root: await it.root() });
    },
    ends: "protocol-error",
  },
  {
    name: "finishes before the roots, and says them afterwards",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "finish", root: await it.root() });
      assert.deepEqual([it.saved.size, it.heard("receipt")], [0, []]);
    },
  },
  {
    name: "finishes before the roots, and says nothing more",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      await it.tell({ type: "finish", root: await it.root() });
      await it.passTime(STALL_FAIL_MS);
      assert.equal(it.saved.size, 0);
    },
    ends: "timed-out",
  },
  {
    name: "finishes with another root",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      await it.tell({ type: "finish", root: OTHER });
      assert.deepEqual(it.heard("receipt"), []);
    },
    ends: "integrity",
  },
  {
    name: "finishes with the root of other files",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      const roots = await it.roots();
      await it.tell({ type: "roots", first: 0, roots });
      await it.tell({ type: "finish", root: await transferRoot(roots.toReversed(), syncDigest) });
    },
    ends: "integrity",
  },
  {
    name: "accepts its own offer and falls silent",
    attack: async (it) => {
      await it.begin();
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "offers and lists nothing",
    attack: async (it) => {
      await it.tell(it.offerWith());
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "offers, lists a part and falls silent",
    attack: async (it) => {
      await it.tell(it.offerWith(), { type: "files", first: 0, files: it.entries.slice(0, 2) });
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "offers, pauses and lists nothing",
    attack: async (it) => {
      await it.tell(it.offerWith(), { type: "pause" });
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "offers, pauses, resumes and lists nothing",
    attack: async (it) => {
      await it.tell(it.offerWith());
      for (let passed = 0; passed < STALL_FAIL_MS; passed += STALL_RESEND_MS) {
        assert.equal(it.engine.state.kind, "listing");
        await it.tell({ type: "pause" }, { type: "resume" });
        await it.passTime(STALL_RESEND_MS);
      }
    },
    ends: "timed-out",
  },
  {
    name: "pauses while it lists, and once more before it is accepted",
    attack: async (it) => {
      await it.tell(
        it.offerWith(),
        { type: "pause" },
        { type: "files", first: 0, files: it.entries },
        { type: "pause" },
      );
      await it.passTime();
      assert.equal(it.engine.state.kind, "offered");
      await it.engine.accept();
      await it.passTime();
      assert.equal(it.engine.state.kind, "receiving");
      await it.tell({ type: "resume" });
      assert.equal(it.clock.pendingTasks, 1);
    },
  },
  {
    name: "offers twice",
    attack: async (it) => {
      await it.tell(it.offerWith(), it.offerWith());
    },
    ends: "protocol-error",
  },
  {
    name: "offers something else once it is accepted",
    attack: async (it) => {
      await it.begin();
      await it.tell(it.offerWith({ transferId: OTHER }));
    },
    ends: "protocol-error",
  },
  ...[
    { fileCount: 0 },
    { fileCount: MAX_FILES + 1 },
    { fileCount: 2 ** 53 },
    { totalBytes: -1 },
    { totalBytes: 2 ** 53 },
    { blockBytes: 0 },
    { blockBytes: B - 1 },
    { blockBytes: MAX_BLOCK_BYTES + 1 },
    { transferId: "__proto__" },
  ].map((change): Attack<Receiver> => ({
    name: `offers ${JSON.stringify(change)}`,
    attack: (it) => it.tell(it.offerWith(change)),
    ends: "protocol-error",
    side: "there",
  })),
  {
    name: "lists files before it offers any",
    attack: (it) => it.tell(LIST),
    ends: "protocol-error",
  },
  {
    name: "lists a file more when the list is whole",
    attack: async (it) => {
      await it.offer();
      await it.tell({ ...LIST, first: 4 });
    },
    ends: "protocol-error",
  },
  {
    name: "lists a file more when it is accepted",
    attack: async (it) => {
      await it.begin();
      await it.tell(LIST);
    },
    ends: "protocol-error",
  },
  {
    name: "lists more files than it offered",
    attack: (it) =>
      it.tell(it.offerWith({ fileCount: 3 }), { type: "files", first: 0, files: it.entries }),
    ends: "protocol-error",
  },
  {
    name: "lists larger files than it offered",
    attack: (it) =>
      it.tell(it.offerWith({ totalBytes: 5 }), { type: "files", first: 0, files: it.entries }),
    ends: "protocol-error",
  },
  {
    name: "lists smaller files than it offered",
    attack: (it) =>
      it.tell(it.offerWith({ totalBytes: 2 ** 50 }), {
        type: "files",
        first: 0,
        files: it.entries,
      }),
    ends: "protocol-error",
  },
  {
    name: "lists files out of order",
    attack: (it) => it.tell(it.offerWith(), { ...LIST, first: 1 }),
    ends: "protocol-error",
  },
  {
    name: "lists one page twice",
    attack: (it) => it.tell(it.offerWith(), LIST, LIST),
    ends: "protocol-error",
  },
  {
    name: "lists a file of more blocks than a transfer may have",
    attack: (it) => {
      const size = MAX_BLOCKS * B + 1;
      const files = [{ path: "a", size, modified: 0 }];
      const offer = it.offerWith({ fileCount: 1, totalBytes: size });
      return it.tell(offer, { type: "files", first: 0, files });
    },
    ends: "protocol-error",
  },
  ...[
    { type: "have", ranges: [[0, 1]] },
    { type: "accept", transferId: ID, windowBytes: B, haveDigest: "" },
    { type: "ack", ranges: [[0, 1]] },
    { type: "repair", block: 0 },
    { type: "receipt", root: ID },
  ].map((message): Attack<Receiver> => ({
    name: `says "${message.type}", which is the receiver's`,
    attack: async (it) => {
      await it.begin();
      await it.tell(message);
    },
    ends: "protocol-error",
  })),
  {
    name: "pauses and resumes ten thousand times",
    attack: async (it) => {
      await it.begin();
      for (let count = 0; count < 100; count++) {
        await it.tell(...Array(100).fill({ type: "pause" }));
        assert.equal(it.clock.pendingTasks, 0);
        await it.tell(...Array(100).fill({ type: "resume" }));
        assert.equal(it.clock.pendingTasks, 1);
      }
    },
  },
  {
    name: "sends on while it is paused",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "pause" });
      await it.sendBlocks(0, 1);
      await it.passTime();
      await it.tell({ type: "resume" });
    },
  },
  {
    name: "goes on when everything is done",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      await it.tell({ type: "finish", root: await it.root() });
      const writes = it.writes;
      await it.sendAll();
      await it.tell(
        { type: "finish", root: OTHER },
        { type: "roots", first: 0, roots: [OTHER] },
        it.offerWith(),
        { type: "abort", reason: "integrity" },
      );
      assert.equal(it.writes, writes);
    },
  },
  {
    name: "goes on after it aborted",
    attack: async (it) => {
      await it.begin();
      await it.sendBlocks(0);
      await it.tell({ type: "abort", reason: "source-changed" });
      await it.sendAll();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() }, it.offerWith());
      assert.deepEqual([it.writes, it.saved.size, it.kept], [1, 0, 1]);
    },
    ends: "source-changed",
    side: "there",
  },
];

for (const { name, attack, ends, side = "here" } of ON_RECEIVER) {
  Deno.test(`FileReceiver: a sender that ${name} ${ends ? `ends with ${ends}` : "changes nothing"}`, async () => {
    const it = new Receiver();
    await attack(it);
    it.assertSavedIsTrue();
    if (ends) {
      await it.assertFailed(ends, side);
      assert.deepEqual(it.heard("receipt"), []);
    } else {
      const rootsSaid = it.engine.state.kind === "done";
      await it.assertUnharmed({ rootsSaid });
    }
  });
}

Deno.test("FileReceiver: a sender that calls its files __proto__, constructor and worse gets them received under their numbers", async () => {
  const paths = ["__proto__", "constructor", "../../etc/passwd", "\0"];
  const it = new Receiver(SIZES, paths);
  const plain = Object.getOwnPropertyNames(Object.prototype);
  await it.offer();
  const { state } = it.engine;
  assert.ok(state.kind === "offered");
  assert.deepEqual(state.files.map(({ path }) => path), paths);
  await it.engine.accept();
  await it.assertUnharmed();
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), plain);
});

Deno.test("FileReceiver: a sender that hides members behind __proto__ says nothing that way", () => {
  const it = new Receiver();
  const parsed = parseAnyMessage(
    `{"type":"offer","__proto__":${JSON.stringify(it.offerWith())}}`,
  );
  assert.equal(parsed, undefined);
});

Deno.test("FileReceiver: a sender that offers more than any disk holds gets too-large, and costs no memory", async () => {
  const it = new Receiver();
  it.reserve = () => Promise.reject(new FailureError("too-large", "Cannot receive: too large"));
  const size = MAX_BLOCKS * 2 ** 20;
  const files = [{ path: "a", size, modified: 0 }];
  await it.tell(
    it.offerWith({ fileCount: 1, totalBytes: size, blockBytes: 2 ** 20 }),
    { type: "files", first: 0, files },
  );
  assert.equal(it.engine.state.kind, "offered");
  await it.engine.accept();
  assert.equal(it.opened, 0);
  await it.assertFailed("too-large", "here");
});

Deno.test("FileReceiver: a sender that aborts while its files are made room for starts nothing", async () => {
  const it = new Receiver();
  const room = Promise.withResolvers<void>();
  it.reserve = () => room.promise;
  await it.offer();
  const accepted = it.engine.accept();
  await it.tell({ type: "abort", reason: "cancelled" });
  room.resolve();
  await accepted;
  assert.deepEqual(it.said, []);
  await it.assertFailed("cancelled-by-peer", "there");
});

const MANY = Array<number>(MAX_OPEN_SINKS + 100).fill(1);

Deno.test("FileReceiver: a sender that withholds its roots has a bounded number of files open, and ends with timed-out", async () => {
  const it = new Receiver(MANY);
  await it.begin();
  await it.sendAll();
  await it.passTime(STALL_FAIL_MS);
  assert.equal(it.opened, MAX_OPEN_SINKS);
  await it.assertFailed("timed-out", "here");
  assert.deepEqual([it.opened, it.kept], [MAX_OPEN_SINKS, MAX_OPEN_SINKS]);
});

Deno.test("FileReceiver: a sender that withholds its roots for a while gets every file received", async () => {
  const it = new Receiver(MANY);
  await it.begin();
  await it.sendAll();
  assert.equal(it.opened, MAX_OPEN_SINKS);
  await it.tell({ type: "roots", first: 0, roots: await it.roots() });
  assert.equal(it.saved.size, MANY.length);
  await it.assertUnharmed({ rootsSaid: true });
});

Deno.test("FileReceiver: a sender that sends more blocks than its window while the roots are withheld ends with protocol-error", async () => {
  const it = new Receiver(Array(MAX_OPEN_SINKS + WINDOW_BLOCKS + 1).fill(1));
  await it.tell(it.offerWith());
  for (let first = 0; first < it.entries.length; first += 100) {
    await it.tell({ type: "files", first, files: it.entries.slice(first, first + 100) });
  }
  await it.engine.accept();
  await it.sendBlocks(...Array(MAX_OPEN_SINKS).keys());
  const waiting = Array.from({ length: WINDOW_BLOCKS }, (_, index) => MAX_OPEN_SINKS + index);
  await it.sendBlocks(...waiting);
  assert.equal(it.engine.state.kind, "receiving");
  await it.sendBlocks(MAX_OPEN_SINKS + WINDOW_BLOCKS);
  assert.equal(it.opened, MAX_OPEN_SINKS);
  await it.assertFailed("protocol-error", "here");
});

/** Says something true, and now and then something that isn't, or isn't its turn. */
async function babble(it: Receiver, random: SeededRandom, lies: number): Promise<void> {
  const roots = await it.roots();
  const frames = await it.framesOf(random.below(it.plan.blockCount));
  const file = random.below(it.files.length);
  const truths: readonly (() => Promise<void>)[] = [
    () => it.sendFrames(...frames),
    () => it.sendFrames(random.pick(frames)),
    () => it.sendAll(),
    () => it.tell({ type: random.pick(["pause", "resume"]) }),
    () => it.passTime(STALL_RESEND_MS * random.below(4)),
  ];
  const untruths: readonly (() => Promise<void>)[] = [
    () => {
      const broken = random.pick(frames).slice(0);
      new Uint8Array(broken)[random.below(broken.byteLength)] = random.below(256);
      return it.sendFrames(broken);
    },
    () => it.sendFrames(random.bytes(random.below(100)).buffer),
    () => it.tell({ type: "roots", first: 0, roots }),
    () => it.tell({ type: "roots", first: file, roots: [random.pick([OTHER, ...roots])] }),
    () => it.tell({ type: "finish", root: OTHER }),
    () => it.tell({ type: "abort", reason: "internal" }),
  ];
  await random.pick(random.chance(lies) ? untruths : truths)();
}

Deno.test("FileReceiver: 300 senders that say anything in any order end typed or not at all, and save only what is true", async () => {
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= 300; seed++) {
    const random = new SeededRandom(seed);
    const it = new Receiver([B + 3, 0, 5]);
    await it.begin();
    const lies = random.pick([0, 0.05, 0.5]);
    const talk = async () => {
      for (let step = random.below(12); step > 0; step--) await babble(it, random, lies);
    };
    await talk();
    await it.tell({ type: "roots", first: 0, roots: await it.roots() });
    await talk();
    await it.tell({ type: "finish", root: await it.root() });
    await talk();
    const { state } = it.engine;
    it.assertSavedIsTrue();
    if (state.kind === "done") assert.equal(it.saved.size, it.files.length, `seed ${seed}`);
    const end = state.kind === "failed" ? state.reason : state.kind;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  assertEnds(ends, ["done", "receiving", "protocol-error", "integrity", "internal"], ["timed-out"]);
});

Deno.test("FileSender: 300 receivers that say anything in any order end typed or not at all, and done only with the receipt", async () => {
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= 300; seed++) {
    const random = new SeededRandom(seed);
    const it = new Sender([B + 3, 0, 5, 2 * B]);
    const lies = random.pick([0, 0.05, 0.5]);
    const truths: readonly (() => Promise<void>)[] = [
      () => it.takeAll(),
      () => it.tell({ type: random.pick(["pause", "resume"]) }),
      () => it.passTime(STALL_RESEND_MS * random.below(4)),
    ];
    const untruths: readonly (() => Promise<void>)[] = [
      () => it.accept(),
      () => it.tell({ type: "ack", ranges: [[from, to]] }),
      () => it.tell({ type: "have", ranges: [[from, to]] }),
      () => it.tell({ type: "repair", block: from }),
      () => it.tell({ type: "receipt", root: random.pick([ID, OTHER]) }),
    ];
    let from = 0;
    let to = 0;
    if (random.chance(lies)) await random.pick(untruths.slice(1))();
    await it.accept(random.pick([1, B, WINDOW_BYTES]));
    for (let step = 0; step < 20; step++) {
      from = random.below(it.plan.blockCount);
      to = from + 1 + random.below(2);
      await random.pick(random.chance(lies) ? untruths : truths)();
    }
    const [finish] = it.heard("finish");
    if (finish) await it.tell({ type: "receipt", root: finish.root });
    const { state } = it.engine;
    const end = state.kind === "failed" ? state.reason : state.kind;
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (end !== "done") continue;
    assert.equal(it.engine.doneBytes, it.engine.totalBytes, `seed ${seed}`);
  }
  assertEnds(ends, ["done", "protocol-error", "integrity"], ["sending", "timed-out"]);
});

/** Each way to end that has to be seen, or the test looked at one path only, and no others. */
function assertEnds(
  ends: ReadonlyMap<string, number>,
  seen: readonly string[],
  possible: readonly string[],
): void {
  const counts = JSON.stringify([...ends]);
  for (const end of seen) assert.ok(ends.has(end), `no ${end} in ${counts}`);
  for (const end of ends.keys()) assert.ok([...seen, ...possible].includes(end), counts);
}
