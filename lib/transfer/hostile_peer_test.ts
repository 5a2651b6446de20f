// What a hostile peer can't be told in one row of `lib/testing/attacks`: what depends on a number, what takes
// two engines, and peers that say anything in any order. The rows are made against the same two victims.
import assert from "node:assert/strict";
import { type TransferMessage } from "../protocol/control_message.ts";
import { FAILURE_REASONS, FailureError } from "../protocol/failure.ts";
import {
  MAX_BLOCKS,
  MAX_FILES,
  MAX_LIST_BYTES,
  MAX_LIST_FOLDERS,
  MAX_PATH_LENGTH,
  MIN_BLOCK_BYTES as B,
} from "../protocol/limits.ts";
import { AttackedReceiver } from "../testing/attacks/hostile_peer/attacked_receiver.ts";
import { AttackedSender } from "../testing/attacks/hostile_peer/attacked_sender.ts";
import { ATTACKED_WINDOW_BYTES, ID, OTHER, SIZES } from "../testing/attacks/hostile_peer/target.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { memoryFile, syncDigest } from "../testing/fakes/memory_ports.ts";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { MAX_OPEN_SINKS, STALL_FAIL_MS, STALL_RESEND_MS, WINDOW_BLOCKS } from "./limits.ts";
import type { OutgoingFile } from "./ports.ts";
import { keepsAfter } from "./receive/kept_after.ts";
import { FileSender } from "./send/file_sender.ts";

for (const reason of FAILURE_REASONS) {
  Deno.test(`FileSender and FileReceiver: a peer that aborts with ${reason} ends both with it, and hears nothing`, async () => {
    const seen = reason === "cancelled" ? "cancelled-by-peer" : reason;
    const sender = new AttackedSender();
    await sender.accept();
    await sender.tell({ type: "abort", reason });
    await sender.assertFailed(seen, "there");
    const receiver = new AttackedReceiver();
    await receiver.begin();
    await receiver.sendBlocks(0);
    await receiver.tell({ type: "abort", reason });
    await receiver.assertFailed(seen, "there");
    const isKept = keepsAfter(seen, false);
    assert.deepEqual([receiver.kept, receiver.discarded], isKept ? [1, 0] : [0, 1]);
  });
}

Deno.test("FileSender: a receiver with the largest window there is gets no more blocks than any other", async () => {
  const it = new AttackedSender(Array(WINDOW_BLOCKS + 100).fill(1));
  await it.accept(Number.MAX_SAFE_INTEGER);
  assert.equal(it.arrived.length, WINDOW_BLOCKS);
  await it.assertUnharmed();
});

Deno.test("FileSender: a receiver whose lane takes nothing more ends with timed-out", async () => {
  const it = new AttackedSender(SIZES, { parks: true });
  await it.accept();
  assert.equal(it.frames.length, 1);
  await it.passTime(STALL_FAIL_MS);
  await it.assertFailed("timed-out", "here");
});

Deno.test("FileSender: a receiver that lets the only lane die and says nothing ends with timed-out", async () => {
  const it = new AttackedSender();
  await it.accept();
  it.loseLane();
  const frames = it.frames.length;
  await it.passTime(STALL_FAIL_MS);
  assert.equal(it.frames.length, frames);
  await it.assertFailed("timed-out", "here");
});

Deno.test("FileSender: a receiver that never accepts is waited for without a timer, as a person is", async () => {
  const it = new AttackedSender();
  await it.passTime();
  assert.equal(it.engine.state.kind, "offering");
  assert.equal(it.clock.pendingTasks, 0);
  assert.deepEqual(it.frames, []);
});

for (const maxFrameBytes of [0, 43, 44, 45, 2_091]) {
  Deno.test(`FileSender: a receiver whose lane takes messages of ${maxFrameBytes} bytes ends with protocol-error`, async () => {
    const it = new AttackedSender(SIZES, { maxFrameBytes });
    await it.accept();
    assert.deepEqual(it.frames, []);
    await it.assertFailed("protocol-error", "here");
  });
}

Deno.test("FileSender that is paused here before it is accepted waits, and goes on when it is resumed", async () => {
  const it = new AttackedSender();
  it.engine.pause();
  await it.accept();
  await it.passTime();
  assert.deepEqual([it.engine.state.kind, it.frames], ["sending", []]);
  it.engine.resume();
  await settle();
  await it.assertUnharmed();
});

Deno.test("FileSender and FileReceiver that are over say nothing and arm nothing when they are paused and resumed", async () => {
  for (const it of [new AttackedSender(), new AttackedReceiver()]) {
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
    const receiver = new AttackedReceiver();
    for (const message of said) {
      // Not compared as a whole: a list has a hundred thousand entries.
      assert.equal(parseAnyMessage(JSON.stringify(message)) === undefined, false);
      receiver.engine.receive(message);
    }
    await settle();
    assert.equal(receiver.engine.state.kind, "offered");
  });
}

Deno.test("FileReceiver: a sender that calls its files __proto__, constructor and worse gets them received under their numbers", async () => {
  const paths = ["__proto__", "constructor", "../../etc/passwd", "\0"];
  const it = new AttackedReceiver(SIZES, paths);
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
  const it = new AttackedReceiver();
  const parsed = parseAnyMessage(
    `{"type":"offer","__proto__":${JSON.stringify(it.offerWith())}}`,
  );
  assert.equal(parsed, undefined);
});

Deno.test("FileReceiver: a sender that offers more than any disk holds gets too-large, and costs no memory", async () => {
  const it = new AttackedReceiver();
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
  const it = new AttackedReceiver();
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
  const it = new AttackedReceiver(MANY);
  await it.begin();
  await it.sendAll();
  await it.passTime(STALL_FAIL_MS);
  assert.equal(it.opened, MAX_OPEN_SINKS);
  await it.assertFailed("timed-out", "here");
  assert.deepEqual([it.opened, it.kept], [MAX_OPEN_SINKS, MAX_OPEN_SINKS]);
});

Deno.test("FileReceiver: a sender that withholds its roots for a while gets every file received", async () => {
  const it = new AttackedReceiver(MANY);
  await it.begin();
  await it.sendAll();
  assert.equal(it.opened, MAX_OPEN_SINKS);
  await it.tell({ type: "roots", first: 0, roots: await it.roots() });
  assert.equal(it.saved.size, MANY.length);
  await it.assertUnharmed({ rootsSaid: true });
});

Deno.test("FileReceiver: a sender that sends more blocks than its window while the roots are withheld ends with protocol-error", async () => {
  const it = new AttackedReceiver(Array(MAX_OPEN_SINKS + WINDOW_BLOCKS + 1).fill(1));
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
async function babble(it: AttackedReceiver, random: SeededRandom, lies: number): Promise<void> {
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
    const it = new AttackedReceiver([B + 3, 0, 5]);
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
    const it = new AttackedSender([B + 3, 0, 5, 2 * B]);
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
    await it.accept(random.pick([1, B, ATTACKED_WINDOW_BYTES]));
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
