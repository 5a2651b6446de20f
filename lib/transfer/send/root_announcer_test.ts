import assert from "node:assert/strict";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { syncDigest } from "../../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { BlockPlan } from "../block_plan.ts";
import { Ledger } from "../ledger.ts";
import { RootAnnouncer } from "./root_announcer.ts";
import { ROOTS_BATCH_COUNT, ROOTS_MS, ROOTS_PAGE_COUNT } from "../limits.ts";

const B = 10;
const never = new AbortController().signal;

class Announcer {
  readonly clock = new FakeClock();
  readonly ledger: Ledger;
  readonly announcer: RootAnnouncer;
  readonly pages: (readonly [first: number, roots: readonly string[]])[] = [];

  constructor(sizes: readonly number[], digest = syncDigest) {
    this.ledger = new Ledger(new BlockPlan(sizes, B));
    this.announcer = new RootAnnouncer(this.ledger, digest, this.clock, (message) => {
      assert.ok(message.type === "roots");
      this.pages.push([message.first, message.roots]);
    });
  }

  read(block: number): void {
    this.ledger.add(block, new Uint8Array(32).fill(block));
  }

  async expectedRoots(): Promise<string[]> {
    const files = Array.from({ length: this.ledger.plan.fileCount }, (_, file) => file);
    return await Promise.all(files.map((file) => this.ledger.rootOf(file, syncDigest)));
  }
}

Deno.test("RootAnnouncer announces a file when its last block was read, and those after it in order", async () => {
  const it = new Announcer([2 * B, B, 0, B]);
  await it.announcer.announce(never);
  assert.deepEqual(it.pages, []);
  it.read(2); // The whole second file, which has to wait for the first.
  await it.announcer.announce(never);
  assert.deepEqual(it.pages, []);
  it.read(0);
  it.read(1);
  await it.announcer.announce(never);
  it.clock.advance(ROOTS_MS);
  assert.equal(it.announcer.complete, false);
  it.read(3);
  await it.announcer.announce(never);
  const roots = await it.expectedRoots();
  assert.deepEqual(it.pages, [[0, roots.slice(0, 3)], [3, roots.slice(3)]]);
  assert.deepEqual(it.announcer.roots, roots);
  assert.equal(it.announcer.complete, true);
  await it.announcer.announce(never);
  assert.equal(it.pages.length, 2);
});

for (const count of [1, ROOTS_PAGE_COUNT, ROOTS_PAGE_COUNT + 1, 3 * ROOTS_PAGE_COUNT + 7]) {
  Deno.test(`RootAnnouncer cuts the roots of ${count} files into pages`, async () => {
    const it = new Announcer(Array(count).fill(0));
    await it.announcer.announce(never);
    const lengths = it.pages.map(([, roots]) => roots.length);
    assert.ok(lengths.every((length) => length > 0 && length <= ROOTS_PAGE_COUNT));
    assert.equal(lengths.length, Math.ceil(count / ROOTS_PAGE_COUNT));
    let next = 0;
    for (const [first, roots] of it.pages) {
      assert.equal(first, next);
      next += roots.length;
    }
    assert.equal(next, count);
  });
}

Deno.test("RootAnnouncer announces each file once, however the calls and the reads interleave", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = new SeededRandom(seed);
    const sizes = Array.from({ length: 20 }, () => random.pick([0, B, 3 * B]));
    const it = new Announcer(sizes);
    const blocks = Array.from({ length: it.ledger.plan.blockCount }, (_, block) => block);
    const calls: Promise<void>[] = [];
    while (blocks.length > 0) {
      const [block = 0] = blocks.splice(random.below(Math.min(5, blocks.length)), 1);
      it.read(block);
      calls.push(it.announcer.announce(never));
      if (random.chance(0.3)) await Promise.resolve();
    }
    calls.push(it.announcer.announce(never));
    await Promise.all(calls);
    assert.ok(it.announcer.complete, `seed ${seed}`);
    const said = it.pages.flatMap(([, roots]) => roots);
    assert.deepEqual(said, await it.expectedRoots(), `seed ${seed}`);
  }
});

Deno.test("RootAnnouncer lets a root wait for others, but not for long and not for many", async () => {
  const it = new Announcer(Array(3 * ROOTS_BATCH_COUNT).fill(B));
  const counts = () => it.pages.map(([, roots]) => roots.length);
  let next = 0;
  const read = async (blocks: number) => {
    for (let read = 0; read < blocks; read++) {
      it.read(next++);
      await it.announcer.announce(never);
    }
  };
  await read(2);
  it.clock.advance(ROOTS_MS - 1);
  assert.deepEqual(counts(), []);
  it.clock.advance(1);
  assert.deepEqual(counts(), [2]);
  await read(ROOTS_BATCH_COUNT);
  assert.deepEqual(counts(), [2, ROOTS_BATCH_COUNT]);
  assert.equal(it.clock.pendingTasks, 0);
  await read(1);
  it.announcer.stop();
  it.clock.advance(ROOTS_MS);
  assert.deepEqual(counts(), [2, ROOTS_BATCH_COUNT]);
});

Deno.test("RootAnnouncer says nothing once its signal is aborted", async () => {
  const abort = new AbortController();
  const it = new Announcer([0, 0], {
    sha256: (bytes) => {
      abort.abort();
      return syncDigest.sha256(bytes);
    },
  });
  await it.announcer.announce(abort.signal);
  assert.deepEqual(it.pages, []);
});

Deno.test("RootAnnouncer can be asked again after a failed digest", async () => {
  let broken = true;
  const error = new Error("no crypto");
  const it = new Announcer([0], {
    sha256: (bytes) => broken ? Promise.reject(error) : syncDigest.sha256(bytes),
  });
  await assert.rejects(it.announcer.announce(never), error);
  broken = false;
  await it.announcer.announce(never);
  assert.equal(it.pages.length, 1);
});
