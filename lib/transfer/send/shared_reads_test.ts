import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { FailureError } from "../../protocol/failure.ts";
import { syncDigest } from "../../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { BlockPlan } from "../block_plan.ts";
import { BlockReader, type ReadBlock } from "../block_reader.ts";
import type { Digest, OutgoingFile } from "../ports.ts";
import { SHARED_BYTES, type SharedReader, SharedReads } from "./shared_reads.ts";

const MIB = 1024 * 1024;
const SLAB_BYTES = 4 * MIB;

/** A receiver sends of one slab, has read two ahead, and has begun a third. */
const IN_HAND_BYTES = 4 * SLAB_BYTES;

/** A share of one file, with a record of what was read, hashed and freed. */
class Share {
  readonly plan: BlockPlan;
  readonly reads: number[] = [];
  hashes = 0;
  /** What was read and not freed. */
  heldBytes = 0;
  mostHeldBytes = 0;
  error: Error | undefined;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #known: Uint8Array[] = [];
  readonly #digest: Digest = {
    sha256: (bytes) => {
      this.hashes++;
      return syncDigest.sha256(bytes);
    },
  };
  readonly shared = new SharedReads(this.#digest, (buffer) => {
    this.heldBytes -= buffer.byteLength;
    structuredClone(buffer, { transfer: [buffer] }); // Nobody may use it afterwards.
  });

  constructor(size: number) {
    this.plan = new BlockPlan([size], MIB);
    this.#bytes = new SeededRandom(size).bytes(size);
  }

  file(modified = 0): OutgoingFile {
    const read = (offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> => {
      this.reads.push(offset);
      if (this.error) return Promise.reject(this.error);
      this.heldBytes += length;
      this.mostHeldBytes = Math.max(this.mostHeldBytes, this.heldBytes);
      return Promise.resolve(this.#bytes.slice(offset, offset + length));
    };
    return { path: "a", size: this.#bytes.length, modified, source: { read } };
  }

  /** A receiver that takes blocks in order, as fast as the test says. */
  receiver(from = 0, file = this.file()): Receiver {
    return new Receiver(this, this.shared.join("id", [file]), from);
  }

  async check({ number, bytes, digest }: ReadBlock): Promise<void> {
    const { offset, length } = this.plan.locate(number);
    const expected = this.#bytes.subarray(offset, offset + length);
    assert.equal(Buffer.compare(bytes, expected), 0, `block ${number}`);
    this.#known[number] ??= await syncDigest.sha256(expected);
    assert.deepEqual(digest, this.#known[number]);
  }
}

class Receiver {
  readonly #share: Share;
  readonly #reader: BlockReader;
  readonly leave: () => void;

  constructor(share: Share, { files, digest, freeMemory, leave }: SharedReader, from: number) {
    this.#share = share;
    this.leave = leave;
    const sources = files.map(({ source }) => source);
    const order = blocks(from, share.plan.blockCount);
    this.#reader = new BlockReader(share.plan, sources, digest, order, () => {}, freeMemory);
  }

  /** Sends the next so many blocks. */
  async take(count: number): Promise<void> {
    for (let taken = 0; taken < count; taken++) {
      const block = await this.#reader.take();
      if (!block) return;
      await this.#share.check(block);
      block.release();
    }
  }
}

function* blocks(from: number, to: number): Generator<number> {
  for (let block = from; block < to; block++) yield block;
}

Deno.test("SharedReads reads and hashes once for five recipients of one pace", async () => {
  const share = new Share(40 * MIB);
  const receivers = Array.from({ length: 5 }, () => share.receiver());
  for (let round = 0; round < 40; round++) {
    await Promise.all(receivers.map((receiver) => receiver.take(1)));
  }
  assert.deepEqual(share.reads, Array.from({ length: 10 }, (_, slab) => slab * SLAB_BYTES));
  assert.equal(share.hashes, 40);
});

Deno.test("SharedReads reads the same for one that had a part already, from the next slab on", async () => {
  const share = new Share(16 * MIB);
  const first = share.receiver();
  const second = share.receiver(5);
  for (let round = 0; round < 16; round++) {
    await Promise.all([first.take(1), second.take(1)]);
  }
  // The second's begins inside a slab, at its own pace.
  assert.ok(share.reads.length <= 5, share.reads.join());
});

Deno.test("SharedReads lets one that is far behind read for itself, and costs the others nothing", async () => {
  const share = new Share(64 * MIB);
  const fast = [share.receiver(), share.receiver()];
  const slow = share.receiver();
  await slow.take(1);
  for (let round = 0; round < 64; round++) {
    await Promise.all(fast.map((receiver) => receiver.take(1)));
  }
  assert.equal(share.reads.length, 16);
  await slow.take(64);
  // What it had read ahead at first was there, and the last of what the others did still is.
  assert.ok(share.reads.length > 16 && share.reads.length <= 16 + 14, `${share.reads.length}`);
});

Deno.test("SharedReads holds no more than it may and what recipients have in hand, and nothing afterwards", async () => {
  const share = new Share(96 * MIB);
  const receivers = [0, 0, 30, 60].map((from) => share.receiver(from));
  const random = new SeededRandom(7);
  for (let round = 0; round < 400; round++) {
    await receivers[random.below(receivers.length)]?.take(1);
  }
  await Promise.all(receivers.map((receiver) => receiver.take(96)));
  assert.ok(
    share.mostHeldBytes <= SHARED_BYTES + receivers.length * IN_HAND_BYTES,
    `${share.mostHeldBytes / MIB} MiB`,
  );
  for (const { leave } of receivers) leave();
  await settle();
  assert.equal(share.heldBytes, 0);
});

Deno.test("SharedReads keeps nothing for a single recipient", async () => {
  const share = new Share(40 * MIB);
  const receiver = share.receiver();
  await receiver.take(40);
  await settle();
  assert.equal(share.heldBytes, 0);
  assert.ok(share.mostHeldBytes <= IN_HAND_BYTES, `${share.mostHeldBytes / MIB} MiB`);
});

Deno.test("SharedReads keeps nothing any more once all but one are gone, and goes on for that one", async () => {
  const share = new Share(40 * MIB);
  const [staying, leaving] = [share.receiver(), share.receiver()];
  await Promise.all([staying.take(12), leaving.take(12)]);
  leaving.leave();
  leaving.leave();
  await staying.take(40);
  await settle();
  // What the one that left had read ahead is the garbage collector's.
  assert.ok(share.heldBytes <= 2 * SLAB_BYTES, `${share.heldBytes / MIB} MiB`);
});

Deno.test("SharedReads tells everybody of a read that failed, and tries again for the next", async () => {
  const share = new Share(4 * MIB);
  const receivers = [share.receiver(), share.receiver()];
  share.error = new FailureError("source-changed", "changed");
  for (const receiver of receivers) await assert.rejects(receiver.take(1), /changed/);
  share.error = undefined;
  await share.receiver().take(4);
});

Deno.test("SharedReads gives nothing of one file for another of the same name", async () => {
  const share = new Share(4 * MIB);
  const [former, other] = [share.receiver(), share.receiver(0, share.file(1))];
  await Promise.all([former.take(4), other.take(4)]);
  assert.equal(share.reads.length, 2);
});
