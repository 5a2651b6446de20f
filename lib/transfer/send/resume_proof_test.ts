import assert from "node:assert/strict";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { memoryFile, syncDigest } from "../../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { BlockPlan } from "../block_plan.ts";
import { FileSender } from "./file_sender.ts";
import { Ledger } from "../ledger.ts";
import { ReadDigests } from "./read_digests.ts";
import { ResumeProof } from "./resume_proof.ts";
import { PROVING_MS } from "../limits.ts";

const B = 16_384;
const BLOCKS = 80;
const ID = "A".repeat(43);

function setUp(readDigests = new ReadDigests()) {
  const file = memoryFile("a", new SeededRandom(1).bytes(BLOCKS * B));
  const reads: number[] = [];
  const read = file.source.read.bind(file.source);
  file.source.read = (offset, length) => {
    reads.push(offset / B);
    return read(offset, length);
  };
  const sender = new FileSender({
    files: [file],
    transferId: ID,
    control: { send: () => {} },
    digest: syncDigest,
    clock: new FakeClock(),
    readDigests,
    blockBytes: B,
    onState: () => {},
  });
  /** The receiver says that it holds the first blocks, and accepts. */
  const accept = async (held: number) => {
    const ledger = new Ledger(new BlockPlan([file.size], B));
    for (let block = 0; block < held; block++) {
      ledger.add(block, await syncDigest.sha256(file.source.bytes.slice(block * B, block * B + B)));
    }
    sender.receive({ type: "have", ranges: [[0, held]] });
    const haveDigest = await ledger.heldDigest(syncDigest);
    sender.receive({ type: "accept", transferId: ID, windowBytes: 2 * B, haveDigest });
    for (let turn = 0; turn < 60; turn++) await settle();
  };
  return { file, reads, sender, accept };
}

/** Compares 75 held blocks, of which a page has read none, each in so many ms. */
async function prove(blockMs: number) {
  const clock = new FakeClock();
  const plan = new BlockPlan([BLOCKS * B], B);
  const read = new Ledger(plan);
  const told: (readonly [at: number, blocks: number])[] = [];
  let compared = 0;
  const proof = new ResumeProof({
    read,
    digests: new ReadDigests(),
    isRestored: false,
    check: { readTheSame: () => assert.fail("nothing was known before") },
    delivered: new Ledger(plan),
    digest: syncDigest,
    clock,
    readBlocks: (order) => {
      let next = order.next();
      return {
        peek: () => next.done ? undefined : { number: next.value, length: B },
        take: () => {
          if (next.done) return undefined;
          clock.advance(blockMs);
          const { value: number } = next;
          next = order.next();
          const release = () => {};
          return Promise.resolve({
            number,
            bytes: new Uint8Array(),
            digest: new Uint8Array(32).fill(number),
            release,
          });
        },
      };
    },
    onProgress: () => compared++,
    onProving: (blocks) => told.push([clock.now(), blocks]),
  });
  const held = new Ledger(plan);
  for (let block = 0; block < 75; block++) held.add(block, new Uint8Array(32).fill(block));
  assert.ok(proof.addHeld(0, 75));
  const begunAt = clock.now();
  const haveDigest = await held.heldDigest(syncDigest);
  const result = await proof.verify(haveDigest, new AbortController().signal);
  return {
    isSame: result === "same",
    compared,
    read,
    told: told.map(([at, blocks]) => [at - begunAt, blocks]),
  };
}

Deno.test("ResumeProof reads what wasn't read before, and says every 10 s how far it is", async () => {
  const { isSame, compared, read, told } = await prove(PROVING_MS / 25);
  assert.ok(isSame);
  assert.deepEqual([compared, read.held.size], [75, 75]);
  assert.deepEqual(told, [[PROVING_MS, 25], [2 * PROVING_MS, 50], [3 * PROVING_MS, 75]]);
});

Deno.test("ResumeProof that is done quickly says nothing of it", async () => {
  const { isSame, told } = await prove(PROVING_MS / 100);
  assert.ok(isSame);
  assert.deepEqual(told, []);
});

Deno.test("ResumeProof refuses blocks beyond the end", () => {
  const it = setUp();
  it.sender.start();
  it.sender.receive({ type: "have", ranges: [[0, BLOCKS + 1]] });
  const { state } = it.sender;
  assert.equal(state.kind === "failed" && state.reason, "protocol-error");
});

Deno.test("FileSender compares what its page has read before without the disk", async () => {
  const digests = new ReadDigests();
  const first = setUp(digests);
  first.sender.start();
  await first.accept(30);
  const second = setUp(digests);
  second.sender.start();
  await second.accept(30);
  assert.equal(second.sender.state.kind, "sending");
  assert.ok(second.reads.every((block) => block >= 30), `read ${second.reads}`);
});

Deno.test("FileSender compares with what it read before: another file isn't taken for it", async () => {
  const digests = new ReadDigests();
  const first = setUp(digests);
  first.sender.start();
  await first.accept(30);
  const second = setUp(digests);
  second.file.source.bytes = new SeededRandom(2).bytes(BLOCKS * B);
  second.sender.start();
  await second.accept(30);
  const { state } = second.sender;
  assert.equal(state.kind === "failed" && state.reason, "source-changed");
});

Deno.test("ReadDigests knows a share again, and no other", () => {
  const digests = new ReadDigests();
  const plan = new BlockPlan([5], B);
  const files = [{ path: "a", size: 5, modified: 1 }];
  const ledger = digests.of(ID, files, plan);
  assert.equal(digests.of(ID, [...files], new BlockPlan([5], B)), ledger);
  assert.notEqual(digests.of(ID, [{ path: "a", size: 5, modified: 2 }], plan), ledger);
  assert.notEqual(digests.of(ID, files, plan), ledger, "it knows one share at a time");
});

Deno.test("a file that was refused leaves no digest behind for the right one of the same name, size and date", async () => {
  const digests = new ReadDigests();
  const { file } = setUp();
  const ledger = new Ledger(new BlockPlan([file.size], B));
  for (let block = 0; block < 4; block++) {
    const bytes = file.source.bytes.slice(block * B, block * B + B);
    ledger.add(block, await syncDigest.sha256(bytes));
  }
  const haveDigest = await ledger.heldDigest(syncDigest);
  const resume = async (isRight: boolean) => {
    const { file: chosen, sender } = setUp(digests);
    if (!isRight) chosen.source.bytes.fill(7);
    sender.receive({ type: "have", ranges: [[0, 4]] });
    sender.receive({ type: "accept", transferId: ID, windowBytes: 2 * B, haveDigest });
    for (let turn = 0; turn < 60; turn++) await settle();
    return sender.state.kind;
  };
  assert.equal(await resume(false), "failed");
  assert.equal(await resume(true), "sending");
});
