// A receiver that says it holds what it doesn't makes the sender read. It may do so once for a share, and
// it is the one that is blamed.
import assert from "node:assert/strict";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { memoryFile, syncDigest } from "../../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { BlockPlan } from "../block_plan.ts";
import { MAX_RECHECKS, RECHECKED_BLOCKS } from "../limits.ts";
import { Ledger } from "../ledger.ts";
import type { SendingState } from "../state.ts";
import { FileSender } from "./file_sender.ts";
import { ReadDigests } from "./read_digests.ts";

const B = 16_384;
const BLOCKS = 400;
const ID = "A".repeat(43);

/** A share, and how many blocks were read of it. */
class Share {
  readonly file = memoryFile("a", new SeededRandom(1).bytes(BLOCKS * B));
  readonly digests = new ReadDigests();
  readonly #isRestored: boolean;
  #reads = 0;

  constructor({ isRestored = false } = {}) {
    this.#isRestored = isRestored;
    const { source } = this.file;
    const read = source.read.bind(source);
    source.read = (offset, length) => {
      this.#reads += Math.ceil(length / B);
      return read(offset, length);
    };
  }

  /** Blocks read since this was last asked. */
  reads(): number {
    const reads = this.#reads;
    this.#reads = 0;
    return reads;
  }

  /** One connection: a receiver names blocks and their digest. */
  async claim(from: number, to: number, haveDigest: string): Promise<SendingState> {
    const sender = new FileSender({
      files: [this.file],
      transferId: ID,
      control: { send: () => {} },
      digest: syncDigest,
      clock: new FakeClock(),
      readDigests: this.digests,
      isRestored: this.#isRestored,
      blockBytes: B,
      random: () => 0.5,
      onState: () => {},
    });
    sender.start();
    sender.receive({ type: "have", ranges: [[from, to]] });
    sender.receive({ type: "accept", transferId: ID, windowBytes: B, haveDigest });
    for (let turn = 0; turn < 200; turn++) await settle();
    const { state } = sender;
    sender.receive({ type: "abort", reason: "cancelled" });
    return state;
  }

  lie(from = 0, to = BLOCKS): Promise<SendingState> {
    return this.claim(from, to, encodeBase64Url(new Uint8Array(32).fill(9)));
  }

  /** What an honest receiver of a file says of these blocks. */
  async tell(from: number, to: number, bytes = this.file.source.bytes): Promise<SendingState> {
    const ledger = new Ledger(new BlockPlan([BLOCKS * B], B));
    for (let block = from; block < to; block++) {
      ledger.add(block, await syncDigest.sha256(bytes.slice(block * B, block * B + B)));
    }
    return await this.claim(from, to, await ledger.heldDigest(syncDigest));
  }
}

function reasonOf(state: SendingState): string {
  return state.kind === "failed" ? `${state.reason} ${state.side}` : state.kind;
}

Deno.test("FileSender reads what a liar names once, a few blocks the next times, and then nothing, and blames the liar each time", async () => {
  const share = new Share();
  const reads: number[] = [];
  for (let time = 0; time < MAX_RECHECKS + 3; time++) {
    assert.equal(reasonOf(await share.lie()), "part-mismatch here");
    reads.push(share.reads());
  }
  const few = Array(MAX_RECHECKS).fill(RECHECKED_BLOCKS);
  assert.deepEqual(reads, [BLOCKS, ...few, 0, 0]);
});

Deno.test("FileSender reads each block once for a liar that names one part after the other", async () => {
  const share = new Share();
  await share.lie(0, BLOCKS / 2);
  await share.lie(BLOCKS / 2, BLOCKS);
  assert.equal(share.reads(), BLOCKS);
  await share.lie(0, BLOCKS / 2);
  await share.lie(BLOCKS / 2, BLOCKS);
  assert.ok(share.reads() <= 4 * RECHECKED_BLOCKS);
});

Deno.test("FileSender goes on with an honest receiver after many liars", async () => {
  const share = new Share();
  for (let time = 0; time < MAX_RECHECKS + 3; time++) await share.lie();
  share.reads();
  assert.equal(reasonOf(await share.tell(0, BLOCKS - 1)), "sending");
  // What is missing, and the sample before a root.
  assert.ok(share.reads() < BLOCKS / 10);
});

Deno.test("FileSender whose file reads differently than before blames the file, and not the receiver", async () => {
  const share = new Share();
  await share.tell(0, 30);
  share.file.source.bytes.fill(7);
  assert.equal(reasonOf(await share.lie(0, 30)), "source-changed here");
});

Deno.test("FileSender forgets digests that were doubted and read differently now", async () => {
  const share = new Share();
  await share.lie(0, 30);
  share.file.source.bytes.fill(7);
  assert.equal(reasonOf(await share.tell(0, 30)), "sending");
});

Deno.test("ReadDigests doubts nothing of another share's ledger", () => {
  const digests = new ReadDigests();
  const plan = new BlockPlan([5], B);
  const files = [{ path: "a", size: 5, modified: 1 }];
  const ledger = digests.of(ID, files, plan);
  const other = new Ledger(plan);
  digests.doubt(other);
  assert.equal(digests.of(ID, files, plan), ledger);
  assert.equal(digests.mayRecheck(other), false);
  digests.doubt(ledger);
  assert.notEqual(digests.of(ID, files, plan), ledger);
});

Deno.test("files that were chosen again for a share are blamed first where a receiver disagrees, a few times", async () => {
  const share = new Share({ isRestored: true });
  const reasons: unknown[] = [];
  for (let time = 0; time < MAX_RECHECKS + 2; time++) {
    const state = await share.lie();
    reasons.push(state.kind === "failed" && [state.reason, state.side]);
  }
  assert.deepEqual(reasons, [
    ...Array(MAX_RECHECKS).fill(["source-changed", "here"]),
    ...Array(2).fill(["part-mismatch", "here"]),
  ]);
});
