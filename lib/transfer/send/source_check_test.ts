import assert from "node:assert/strict";
import { FailureError } from "../../protocol/failure.ts";
import { syncDigest } from "../../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { BlockPlan } from "../block_plan.ts";
import { SLAB_BYTES } from "../block_reader.ts";
import { Ledger } from "../ledger.ts";
import { SAMPLED_SHARE, SourceCheck } from "./source_check.ts";

/** Four blocks are read in one breath. */
const B = SLAB_BYTES / 4;
const never = new AbortController().signal;

/** A share whose blocks were all read: of each block there is a state, which stands for its bytes. */
class Share {
  readonly plan: BlockPlan;
  readonly ledger: Ledger;
  readonly again: number[] = [];
  released = 0;
  readonly check: SourceCheck;
  readonly #states: number[];
  #end = Infinity;

  constructor(sizes: readonly number[], seed = 1) {
    this.plan = new BlockPlan(sizes, B);
    this.ledger = new Ledger(this.plan);
    this.#states = new Array(this.plan.blockCount).fill(0);
    const random = new SeededRandom(seed);
    this.check = new SourceCheck({
      read: this.ledger,
      files: sizes.map((_, file) => ({
        source: {
          read: () => assert.fail("what is remembered was read"),
          readAgain: (offset) => this.#readAgain(this.plan.blocksOf(file)[0] + offset / B),
        },
      })),
      digest: syncDigest,
      freeMemory: () => this.released++,
      random: () => random.next(),
    });
  }

  async read(): Promise<this> {
    for (let block = 0; block < this.plan.blockCount; block++) {
      this.ledger.add(block, await syncDigest.sha256(this.#bytes(block)));
    }
    return this;
  }

  /** Writes over blocks, in place. */
  overwrite(from: number, to: number): void {
    this.#states.fill(1, from, to);
  }

  cutAt(block: number): void {
    this.#end = block;
  }

  #bytes(block: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array([block & 255, block >> 8, this.#states[block] ?? 0]);
  }

  #readAgain(block: number): Promise<Uint8Array<ArrayBuffer>> {
    this.again.push(block);
    if (block < this.#end) return Promise.resolve(this.#bytes(block));
    return Promise.reject(new FailureError("source-changed", "Cannot read: it ends before"));
  }
}

Deno.test("SourceCheck reads the first, the last and one of sixteen blocks again, each once, and frees them", async () => {
  const share = await new Share([B, 320 * B]).read();
  await share.check.confirm(1, false, never);
  const { again } = share;
  assert.deepEqual([again[0], again.at(-1)], [1, 320]);
  assert.deepEqual(again, [...new Set(again)].sort((one, other) => one - other));
  assert.ok(again.length > 2 && again.length <= 2 + 320 / SAMPLED_SHARE, `${again.length}`);
  assert.equal(share.released, again.length);
});

Deno.test("SourceCheck reads nothing again of a file that was read in one breath", async () => {
  const share = await new Share([4 * B, B, 0]).read();
  for (const file of [0, 1, 2]) await share.check.confirm(file, false, never);
  assert.deepEqual(share.again, []);
});

Deno.test("SourceCheck reads such a file again where its receiver holds a part from before", async () => {
  const share = await new Share([4 * B]).read();
  share.overwrite(0, 1);
  await assert.rejects(share.check.confirm(0, true, never), { reason: "source-changed" });
});

for (
  const [what, change] of [
    ["wholly", (share: Share) => share.overwrite(0, 320)],
    ["in its first block", (share: Share) => share.overwrite(0, 1)],
    ["in its last block", (share: Share) => share.overwrite(319, 320)],
    ["in its first half", (share: Share) => share.overwrite(1, 160)],
    [
      "by being cut",
      (share: Share) => share.cutAt(319),
    ],
  ] as const
) {
  Deno.test(`SourceCheck says source-changed of a file that was changed ${what}, in 20 of 20 runs`, async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const share = await new Share([320 * B], seed).read();
      change(share);
      await assert.rejects(share.check.confirm(0, false, never), { reason: "source-changed" });
    }
  });
}

Deno.test("SourceCheck finds a change of one block in sixteen as often as its sample says", async () => {
  let found = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const share = await new Share([320 * B], seed).read();
    share.overwrite(100, 120);
    await share.check.confirm(0, false, never).catch(() => found++);
  }
  // 1 - (1 - 20/64)^20 is 72 %; three standard deviations are 7 %.
  assert.ok(found > 400 * 0.65 && found < 400 * 0.8, `${found}`);
});

Deno.test("SourceCheck ends without a word when its transfer does", async () => {
  const share = await new Share([320 * B]).read();
  share.overwrite(0, 320);
  await share.check.confirm(0, false, AbortSignal.abort());
  assert.equal(share.again.length, 1);
});
