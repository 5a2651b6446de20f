import assert from "node:assert/strict";
import type { BlockRange } from "../../protocol/control_message.ts";
import { FailureError, reasonOf } from "../../protocol/failure.ts";
import { encodeBundle, encodeFrame, FRAME_HEADER_BYTES } from "../../protocol/lane_message.ts";
import { MIN_FRAME_DATA_BYTES } from "../../protocol/limits.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { syncDigest } from "../../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { BlockIntake, type BlockIntakeOptions } from "./block_intake.ts";
import { BlockPlan } from "../block_plan.ts";
import { Ledger } from "../ledger.ts";
import { ACK_MS, MAX_REPAIRS_PER_BLOCK, WINDOW_BLOCKS } from "../limits.ts";

const B = 4_000;
const LEAST = MIN_FRAME_DATA_BYTES;

interface Write {
  readonly block: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** An intake whose writes wait for the test, and everything it tells. */
class Intake {
  readonly files: readonly Uint8Array<ArrayBuffer>[];
  readonly plan: BlockPlan;
  readonly ledger: Ledger;
  readonly writes: Write[] = [];
  readonly acks: (readonly BlockRange[])[] = [];
  readonly repairs: number[] = [];
  readonly held: number[] = [];
  readonly failures: unknown[] = [];
  readonly clock = new FakeClock();
  progress = 0;
  readonly intake: BlockIntake;

  constructor(
    sizes: readonly number[],
    { blockBytes = B, ...options }: Partial<BlockIntakeOptions> & { blockBytes?: number } = {},
  ) {
    const random = new SeededRandom(9);
    this.files = sizes.map((size) => random.bytes(size));
    this.plan = new BlockPlan(sizes, blockBytes);
    this.ledger = new Ledger(this.plan);
    this.intake = new BlockIntake({
      ledger: this.ledger,
      digest: syncDigest,
      clock: this.clock,
      windowBytes: 100 * B,
      write: (block, bytes) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        this.writes.push({ block, bytes, done: resolve, fail: reject });
        return promise;
      },
      onAck: (ranges) => this.acks.push(ranges),
      onRepair: (block) => this.repairs.push(block),
      onProgress: () => this.progress++,
      onHeld: (block) => this.held.push(block),
      onFailure: (error) => this.failures.push(error),
      ...options,
    });
  }

  get reasons(): string[] {
    return this.failures.map(reasonOf);
  }

  bytesOf(block: number): Uint8Array<ArrayBuffer> {
    const { file, offset, length } = this.plan.locate(block);
    return this.files[file]!.slice(offset, offset + length);
  }

  /** A part of a block, honest but for what the test changes. */
  async frame(
    block: number,
    change: { from?: number; to?: number; digest?: Uint8Array<ArrayBuffer> } = {},
  ): Promise<ArrayBuffer> {
    const bytes = this.bytesOf(block);
    const { from = 0, to = bytes.length, digest = await syncDigest.sha256(bytes) } = change;
    return encodeFrame({ block, offset: from, digest, data: bytes.slice(from, to) }).buffer;
  }

  async receive(...blocks: readonly number[]): Promise<void> {
    for (const block of blocks) this.intake.receive(await this.frame(block));
    await settle();
  }

  async finishWrites(): Promise<void> {
    for (const { done } of this.writes.splice(0)) done();
    await settle();
    this.clock.advance(ACK_MS);
  }
}

Deno.test("BlockIntake writes a block when it is whole and verified, and acknowledges it when that is durable", async () => {
  const it = new Intake([2 * B]);
  it.intake.receive(await it.frame(1, { from: 2_400 }));
  it.intake.receive(await it.frame(1, { to: 2_000 }));
  await settle();
  assert.equal(it.intake.arrivedBytes, 3_600);
  assert.equal(it.writes.length, 0);
  it.intake.receive(await it.frame(1, { from: 1_600, to: 2_800 }));
  await settle();
  assert.deepEqual(it.writes.map(({ block }) => block), [1]);
  assert.deepEqual(it.writes[0]?.bytes, it.bytesOf(1));
  assert.deepEqual([it.acks, it.held, it.ledger.held.size], [[], [], 0]);
  await it.finishWrites();
  assert.deepEqual([it.acks, it.held], [[[[1, 2]]], [1]]);
  assert.deepEqual(it.ledger.digestOf(1), await syncDigest.sha256(it.bytesOf(1)));
  assert.equal(it.intake.arrivedBytes, 0);
  assert.deepEqual(it.failures, []);
});

Deno.test("BlockIntake ignores copies of a block that is being written or held", async () => {
  const it = new Intake([B]);
  await it.receive(0, 0);
  assert.equal(it.writes.length, 1);
  await it.finishWrites();
  await it.receive(0, 0);
  assert.deepEqual(it.writes, []);
  assert.deepEqual([it.acks, it.held, it.failures], [[[[0, 1]]], [0], []]);
});

Deno.test("BlockIntake asks for a wrong block again, and takes it when it is right", async () => {
  const it = new Intake([B]);
  const wrong = new Uint8Array(32);
  for (let count = 1; count <= MAX_REPAIRS_PER_BLOCK; count++) {
    it.intake.receive(await it.frame(0, { digest: wrong }));
    await settle();
    assert.deepEqual(it.repairs, Array(count).fill(0));
    assert.equal(it.intake.arrivedBytes, 0);
  }
  await it.receive(0);
  await it.finishWrites();
  assert.deepEqual([it.held, it.failures], [[0], []]);
});

Deno.test("BlockIntake gives up a block that is wrong after every repair, and writes nothing of it", async () => {
  const it = new Intake([3 * B]);
  for (let count = 0; count <= MAX_REPAIRS_PER_BLOCK; count++) {
    assert.deepEqual(it.failures, []);
    it.intake.receive(await it.frame(2, { digest: new Uint8Array(32) }));
    await settle();
  }
  assert.deepEqual(it.reasons, ["integrity"]);
  assert.equal(it.repairs.length, MAX_REPAIRS_PER_BLOCK);
  assert.deepEqual([it.writes, it.acks, it.ledger.held.size], [[], [], 0]);
});

Deno.test("BlockIntake counts the repairs of each block by itself", async () => {
  const it = new Intake([10 * B]);
  for (let round = 0; round < MAX_REPAIRS_PER_BLOCK; round++) {
    for (let block = 0; block < 10; block++) {
      it.intake.receive(await it.frame(block, { digest: new Uint8Array(32) }));
      await settle();
    }
  }
  assert.deepEqual(it.failures, []);
  assert.equal(it.repairs.length, 10 * MAX_REPAIRS_PER_BLOCK);
});

Deno.test("BlockIntake refuses blocks beyond its window, where parts arrive", async () => {
  const it = new Intake([10 * B], { windowBytes: 3 * B });
  for (const block of [7, 2, 5]) it.intake.receive(await it.frame(block, { to: LEAST }));
  assert.deepEqual(it.failures, []);
  it.intake.receive(await it.frame(0, { to: LEAST }));
  assert.deepEqual(it.reasons, ["protocol-error"]);
});

Deno.test("BlockIntake counts a block against its window until it is written", async () => {
  const it = new Intake([10 * B], { windowBytes: 2 * B });
  await it.receive(0, 1);
  assert.equal(it.writes.length, 2);
  const [first] = it.writes;
  first?.done();
  await settle();
  await it.receive(2);
  assert.deepEqual(it.failures, []);
  await it.receive(3);
  assert.deepEqual(it.reasons, ["protocol-error"]);
});

Deno.test("BlockIntake takes a wrong block out of its window", async () => {
  const it = new Intake([10 * B], { windowBytes: 2 * B });
  it.intake.receive(await it.frame(0, { digest: new Uint8Array(32) }));
  await settle();
  await it.receive(1, 2);
  assert.deepEqual(it.failures, []);
  assert.equal(it.writes.length, 2);
});

Deno.test("BlockIntake admits one block, however small its window, and not a second", async () => {
  const it = new Intake([3 * B], { windowBytes: 1 });
  await it.receive(0);
  await it.finishWrites();
  await it.receive(1);
  assert.deepEqual(it.failures, []);
  await it.receive(2);
  assert.deepEqual(it.reasons, ["protocol-error"]);
});

const zeros = new Uint8Array(32);
const one = new Uint8Array(1);

for (
  const { what, message } of [
    { what: "nothing", message: new Uint8Array() },
    { what: "a header without data", message: new Uint8Array(FRAME_HEADER_BYTES).fill(1, 0, 1) },
    { what: "an unknown type", message: new Uint8Array(60).fill(2, 0, 1) },
    { what: "a message above the bound", message: new Uint8Array(65_537).fill(1, 0, 1) },
    {
      what: "a block that isn't there",
      message: encodeFrame({ block: 3, offset: 0, digest: zeros, data: one }),
    },
    {
      what: "the largest block number",
      message: encodeFrame({ block: 0xffff_ffff, offset: 0, digest: zeros, data: one }),
    },
    {
      what: "data behind the end of its block",
      message: encodeFrame({ block: 1, offset: B, digest: zeros, data: one }),
    },
    {
      what: "data behind the end of the file's last, shorter block",
      message: encodeFrame({ block: 2, offset: 50, digest: zeros, data: one }),
    },
    {
      what: "an offset that would wrap around",
      message: encodeFrame({ block: 0, offset: 0xffff_ffff, digest: zeros, data: one }),
    },
  ]
) {
  Deno.test(`BlockIntake answers ${what} with protocol-error`, async () => {
    const it = new Intake([2 * B + 50]);
    it.intake.receive(message.buffer);
    await settle();
    assert.deepEqual(it.reasons, ["protocol-error"]);
    assert.deepEqual(it.writes, []);
  });
}

Deno.test("BlockIntake takes the blocks of a bundle, each by itself", async () => {
  const it = new Intake([50, 60, 70]);
  const blocks = await Promise.all([0, 1, 2].map(async (block) => {
    const data = it.bytesOf(block);
    return { block, data, digest: block === 1 ? zeros : await syncDigest.sha256(data) };
  }));
  it.intake.receive(encodeBundle(blocks, new ArrayBuffer(1_000)).slice().buffer);
  await settle();
  assert.deepEqual(it.writes.map(({ block }) => block), [0, 2]);
  assert.deepEqual([it.repairs, it.reasons], [[1], []]);
});

Deno.test("BlockIntake takes nothing of a bundle behind what breaks the rules", async () => {
  const failures: unknown[] = [];
  const it: Intake = new Intake([50, B, 70], {
    onFailure: (error) => {
      failures.push(error);
      it.intake.stop(); // As its receiver does.
    },
  });
  const data = it.bytesOf(0);
  const digest = await syncDigest.sha256(data);
  const blocks = [0, 1, 2].map((block) => ({ block, digest, data })); // 1 is longer.
  it.intake.receive(encodeBundle(blocks, new ArrayBuffer(1_000)).slice().buffer);
  await settle();
  assert.deepEqual(failures.map(reasonOf), ["protocol-error"]);
  assert.deepEqual([it.progress, it.writes], [1, []]);
});

Deno.test("BlockIntake of a transfer without blocks takes no frame", () => {
  const it = new Intake([0]);
  it.intake.receive(encodeFrame({ block: 0, offset: 0, digest: zeros, data: one }).buffer);
  assert.deepEqual(it.reasons, ["protocol-error"]);
});

Deno.test("BlockIntake acknowledges in batches of an eighth of its window while more is under way", async () => {
  const it = new Intake([50 * B], { windowBytes: 24 * B });
  await it.receive(...Array(20).keys());
  const writes = it.writes.splice(0);
  for (const [index, { done }] of writes.entries()) {
    done();
    await settle();
    // 24 blocks / 8, and, soon, whatever is left at the end.
    assert.equal(it.acks.length, Math.floor((index + 1) / 3), `write ${index}`);
  }
  it.clock.advance(ACK_MS - 1);
  assert.equal(it.acks.length, 6);
  it.clock.advance(1);
  assert.deepEqual(it.acks.flat(), [[0, 3], [3, 6], [6, 9], [9, 12], [12, 15], [15, 18], [18, 20]]);
});

Deno.test("BlockIntake acknowledges after 64 blocks where they are small", async () => {
  const it = new Intake(Array(200).fill(1), { windowBytes: 1_000_000 });
  await it.receive(...Array(200).keys());
  for (const { done } of it.writes.splice(0)) {
    done();
    await settle();
  }
  assert.deepEqual(it.acks.flat(), [[0, 64], [64, 128], [128, 192], [192, 200]]);
});

Deno.test("BlockIntake acknowledges at once what is no trifle, and the last block", async () => {
  const large = new Intake([12 * 15 * B], { blockBytes: 15 * B, windowBytes: 1_000 * B });
  await large.receive(0, 1, 2, 3, 4);
  const last = large.writes.pop();
  await large.finishWrites();
  assert.deepEqual(large.acks, [], "more is under way");
  last?.done();
  await settle();
  assert.deepEqual(large.acks, [[[0, 5]]]);
  const small = new Intake([1, 1]);
  for (const block of [0, 1]) {
    await small.receive(block);
    small.writes.splice(0)[0]?.done();
    await settle();
    assert.equal(small.acks.length, block);
  }
  assert.equal(small.clock.pendingTasks, 0);
});

Deno.test("BlockIntake that is stopped acknowledges nothing more", async () => {
  const it = new Intake([2 * B]);
  await it.receive(0);
  it.writes[0]?.done();
  await settle();
  assert.equal(it.clock.pendingTasks, 1);
  it.intake.stop();
  assert.deepEqual([it.clock.pendingTasks, it.acks], [0, []]);
});

Deno.test("BlockIntake acknowledges what waited when the last block under way is wrong", async () => {
  const gate = Promise.withResolvers<void>();
  const slow = new Intake([3 * B], {
    digest: {
      sha256: async (bytes) => {
        if (bytes[0] === slow.bytesOf(1)[0]) await gate.promise;
        return await syncDigest.sha256(bytes);
      },
    },
  });
  assert.notEqual(slow.bytesOf(0)[0], slow.bytesOf(1)[0]);
  slow.intake.receive(await slow.frame(1, { digest: zeros }));
  await slow.receive(0);
  await slow.finishWrites();
  assert.deepEqual(slow.acks, []);
  gate.resolve();
  await settle();
  slow.clock.advance(ACK_MS);
  assert.deepEqual([slow.repairs, slow.acks], [[1], [[[0, 1]]]]);
});

Deno.test("BlockIntake tells of a failed write, and acknowledges nothing of it", async () => {
  const it = new Intake([2 * B]);
  const full = new FailureError("storage-full", "Cannot write: full");
  await it.receive(0);
  it.writes[0]?.fail(full);
  await settle();
  assert.deepEqual(it.failures, [full]);
  assert.deepEqual([it.acks, it.held, it.ledger.held.size], [[], [], 0]);
});

Deno.test("BlockIntake tells of a failed digest", async () => {
  const error = new Error("no crypto");
  const it = new Intake([B], { digest: { sha256: () => Promise.reject(error) } });
  it.intake.receive(
    encodeFrame({ block: 0, offset: 0, digest: zeros, data: it.bytesOf(0) }).buffer,
  );
  await settle();
  assert.deepEqual(it.failures, [error]);
});

Deno.test("BlockIntake that is stopped takes, writes, says and fails nothing more", async () => {
  const it = new Intake([4 * B]);
  await it.receive(0, 1);
  it.intake.receive(await it.frame(2, { to: 2_000 }));
  it.intake.stop();
  it.intake.stop();
  assert.equal(it.intake.arrivedBytes, 0);
  const [first, second] = it.writes.splice(0);
  first?.done();
  second?.fail(new Error("closed under it"));
  await it.receive(2, 3);
  it.intake.receive(new ArrayBuffer(0));
  await settle();
  assert.deepEqual([it.writes, it.acks, it.held, it.failures], [[], [], [], []]);
});

Deno.test("BlockIntake has a bounded number of blocks under way, however small they are", async () => {
  const it = new Intake(Array(WINDOW_BLOCKS + 5).fill(1), { windowBytes: Number.MAX_SAFE_INTEGER });
  await it.receive(...Array(WINDOW_BLOCKS).keys());
  assert.equal(it.writes.length, WINDOW_BLOCKS);
  it.writes.shift()?.done();
  await settle();
  await it.receive(WINDOW_BLOCKS);
  assert.deepEqual(it.failures, []);
  await it.receive(WINDOW_BLOCKS + 1);
  assert.deepEqual(it.reasons, ["protocol-error"]);
  assert.equal(it.writes.length, WINDOW_BLOCKS);
});

Deno.test("BlockIntake tells of progress where bytes arrive that were not there yet, and of no copy", async () => {
  const it = new Intake([2 * B]);
  const [first, second] = [await it.frame(0, { to: 2_000 }), await it.frame(0, { from: 2_000 })];
  for (const frame of [first, first, await it.frame(0, { from: 500, to: 1_900 })]) {
    it.intake.receive(frame);
    assert.equal(it.progress, 1);
  }
  for (const frame of [second, second, first]) it.intake.receive(frame);
  await settle();
  assert.equal(it.progress, 2);
  await it.finishWrites();
  await it.receive(0);
  assert.deepEqual([it.progress, it.failures], [2, []]);
});

for (const length of [1, LEAST - 1]) {
  Deno.test(`BlockIntake answers a crumb of ${length} bytes with protocol-error, before it costs anything`, async () => {
    const it = new Intake([B]);
    it.intake.receive(await it.frame(0, { from: 7, to: 7 + length }));
    assert.deepEqual(it.reasons, ["protocol-error"]);
    assert.deepEqual([it.intake.arrivedBytes, it.progress], [0, 0]);
  });
}
