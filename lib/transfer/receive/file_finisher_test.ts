import assert from "node:assert/strict";
import { FailureError, reasonOf } from "../../protocol/failure.ts";
import { syncDigest } from "../../testing/fakes/memory_ports.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { BlockPlan } from "../block_plan.ts";
import { FileFinisher, type FileFinisherOptions } from "./file_finisher.ts";
import { Ledger, transferRoot } from "../ledger.ts";

const B = 100;
const bad = "A".repeat(43);

/** A finisher, the roots its sender should announce, and everything it tells. */
class Finisher {
  readonly finished: number[] = [];
  readonly verified: string[] = [];
  readonly failures: unknown[] = [];
  readonly ledger: Ledger;
  readonly finisher: FileFinisher;
  readonly #whole: Ledger;

  constructor(sizes: readonly number[], options: Partial<FileFinisherOptions> = {}) {
    const plan = new BlockPlan(sizes, B);
    this.ledger = new Ledger(plan);
    this.#whole = new Ledger(plan);
    for (let block = 0; block < plan.blockCount; block++) {
      this.#whole.add(block, new Uint8Array(32).fill(block + 1));
    }
    this.finisher = new FileFinisher({
      ledger: this.ledger,
      digest: syncDigest,
      finish: (file) => {
        this.finished.push(file);
        return Promise.resolve();
      },
      onVerified: (root) => this.verified.push(root),
      onFailure: (error) => this.failures.push(error),
      ...options,
    });
  }

  get reasons(): string[] {
    return this.failures.map(reasonOf);
  }

  async roots(): Promise<string[]> {
    const files = Array.from({ length: this.ledger.plan.fileCount }, (_, file) => file);
    return await Promise.all(files.map((file) => this.#whole.rootOf(file, syncDigest)));
  }

  async transferRoot(): Promise<string> {
    return await transferRoot(await this.roots(), syncDigest);
  }

  /** The blocks of a file are there. */
  hold(file: number): void {
    const [from, to] = this.ledger.plan.blocksOf(file);
    for (let block = from; block < to; block++) {
      this.ledger.add(block, this.#whole.digestOf(block) ?? new Uint8Array(32));
      if (this.ledger.hasFile(file)) this.finisher.fileIsWhole(file);
    }
  }
}

Deno.test("FileFinisher ends a file when its blocks and its root are there, whichever comes last", async () => {
  const it = new Finisher([2 * B, B]);
  const roots = await it.roots();
  it.hold(0);
  await settle();
  assert.deepEqual(it.finished, []);
  assert.ok(it.finisher.addRoots(0, roots));
  await settle();
  assert.deepEqual(it.finished, [0]);
  it.hold(1);
  await settle();
  assert.deepEqual(it.finished, [0, 1]);
  assert.deepEqual(it.verified, []);
  const root = await it.transferRoot();
  it.finisher.setTransferRoot(root);
  await settle();
  assert.deepEqual([it.verified, it.failures], [[root], []]);
});

Deno.test("FileFinisher ends files that become whole in any order, each once", async () => {
  const it = new Finisher([B, B, B]);
  it.finisher.setTransferRoot(await it.transferRoot());
  it.finisher.addRoots(0, await it.roots());
  for (const file of [2, 0, 1, 0, 2]) {
    it.hold(file);
    it.finisher.fileIsWhole(file);
  }
  await settle();
  assert.deepEqual(it.finished.toSorted(), [0, 1, 2]);
  assert.equal(it.verified.length, 1);
});

Deno.test("FileFinisher ends a file of no bytes when its root is there", async () => {
  const it = new Finisher([0, 0]);
  const [first = "", second = ""] = await it.roots();
  it.finisher.setTransferRoot(await it.transferRoot());
  it.finisher.addRoots(0, [first]);
  await settle();
  assert.deepEqual([it.finished, it.verified], [[0], []]);
  it.finisher.addRoots(1, [second]);
  await settle();
  assert.deepEqual(it.finished, [0, 1]);
  assert.equal(it.verified.length, 1);
});

for (const sizes of [[B, B], [0, B]]) {
  Deno.test(`FileFinisher refuses a file of ${sizes[0]} bytes whose root is another, and doesn't finish it`, async () => {
    const it = new Finisher(sizes);
    const [, second = ""] = await it.roots();
    it.hold(0);
    it.finisher.addRoots(0, [bad, second]);
    await settle();
    assert.deepEqual(it.reasons, ["integrity"]);
    assert.deepEqual([it.finished, it.verified], [[], []]);
  });
}

Deno.test("FileFinisher refuses a transfer whose root is another, though every file's root is right", async () => {
  const it = new Finisher([B, 0]);
  it.hold(0);
  it.finisher.addRoots(0, await it.roots());
  it.finisher.setTransferRoot(bad);
  await settle();
  assert.deepEqual(it.reasons, ["integrity"]);
  assert.deepEqual(it.verified, []);
});

Deno.test("FileFinisher doesn't verify while a file is still being flushed", async () => {
  const flushed = Promise.withResolvers<void>();
  const it = new Finisher([B, 0], { finish: () => flushed.promise });
  it.hold(0);
  it.finisher.addRoots(0, await it.roots());
  it.finisher.setTransferRoot(await it.transferRoot());
  await settle();
  assert.deepEqual(it.verified, []);
  flushed.resolve();
  await settle();
  assert.equal(it.verified.length, 1);
});

Deno.test("FileFinisher flushes one file at a time", async () => {
  let open = 0;
  const gates: (() => void)[] = [];
  const it = new Finisher([0, 0, 0], {
    finish: async () => {
      assert.equal(++open, 1);
      await new Promise<void>((resolve) => gates.push(resolve));
      open--;
    },
  });
  it.finisher.addRoots(0, await it.roots());
  it.finisher.setTransferRoot(await it.transferRoot());
  for (let file = 0; file < 3; file++) {
    await settle();
    gates.shift()?.();
  }
  await settle();
  assert.equal(it.verified.length, 1);
});

for (
  const { what, pages, taken } of [
    { what: "one after another", pages: [[0, 1], [1, 2]], taken: [true, true] },
    { what: "not from the first on", pages: [[1, 1]], taken: [false] },
    { what: "with a gap", pages: [[0, 1], [2, 1]], taken: [true, false] },
    { what: "twice", pages: [[0, 2], [0, 2]], taken: [true, false] },
    { what: "over one another", pages: [[0, 2], [1, 1]], taken: [true, false] },
    { what: "of more files than there are", pages: [[0, 4]], taken: [false] },
    { what: "of one file too many", pages: [[0, 3], [3, 1]], taken: [true, false] },
  ] as const
) {
  Deno.test(`FileFinisher ${taken.at(-1) ? "takes" : "refuses"} roots ${what}`, () => {
    const it = new Finisher([B, B, B]);
    const answers = pages.map(([first, count]) =>
      it.finisher.addRoots(first, Array<string>(count).fill(bad))
    );
    assert.deepEqual(answers, taken);
  });
}

Deno.test("FileFinisher tells of a failed flush, and verifies nothing", async () => {
  const error = new FailureError("storage-failed", "Cannot flush: gone");
  const it = new Finisher([0], { finish: () => Promise.reject(error) });
  it.finisher.addRoots(0, await it.roots());
  it.finisher.setTransferRoot(await it.transferRoot());
  await settle();
  assert.deepEqual([it.failures, it.verified], [[error], []]);
});

Deno.test("FileFinisher that is stopped finishes, verifies and fails nothing more", async () => {
  const it = new Finisher([B, B]);
  it.hold(0);
  it.hold(1);
  it.finisher.addRoots(0, [bad, bad]);
  it.finisher.stop();
  it.finisher.stop();
  it.finisher.setTransferRoot(bad);
  await settle();
  assert.deepEqual([it.finished, it.verified, it.failures], [[], [], []]);
});

Deno.test("FileFinisher verifies once, whatever is said after it", async () => {
  const it = new Finisher([0]);
  const root = await it.transferRoot();
  it.finisher.addRoots(0, await it.roots());
  for (const said of [root, root, bad]) {
    it.finisher.setTransferRoot(said);
    await settle();
  }
  assert.deepEqual([it.verified, it.failures], [[root], []]);
});
