import { createHash } from "node:crypto";
import { blockRecord, RECORD_BYTES } from "../../storage/opfs/ledger_file.ts";
import { BlockPlan } from "../../transfer/block_plan.ts";
import type { FakeDisk } from "../fakes/fake_disk.ts";
import { memoryFile, type MemorySource } from "../fakes/memory_ports.ts";
import { SeededRandom } from "./seeded_random.ts";
import { SimulatedTransfer } from "./simulated_transfer.ts";
import { Simulation } from "./simulation.ts";

const BLOCK_BYTES = 16 * 1024;

/** No seed may need more of virtual time. */
const LIMIT_MS = 60 * 60_000;

/** Least faults in the course of each transfer. */
const FAULTS = 3;

/** What a reader takes to try again. */
const READER_MS = 1_000;

/** Times a reader tries again before they give up. */
const TRIES = 12;

/** How a transfer with faults went. */
export interface ResumeRun {
  /** `done`, or the reason of the last failure. */
  readonly ending: string;
  /** The faults, in order. */
  readonly faults: readonly string[];
  /** Bytes that were held, at each acceptance. */
  readonly held: readonly number[];
}

/**
 * Runs one transfer into which faults of all kinds break, drawn from the seed, with a reader who tries
 * again whenever it fails.
 *
 * @throws {Error} where a file is handed over that differs from the sender's, or a side ends in
 * silence. The message names the seed, which is all it takes to see it again.
 */
export async function runWithFaults(seed: number): Promise<ResumeRun> {
  const dice = new SeededRandom(seed ^ 0xfa17);
  const simulation = new Simulation();
  const files = Array.from(
    { length: 1 + dice.below(4) },
    (_, index) => memoryFile(`file ${index}`, dice.bytes(fileSize(dice))),
  );
  const transfer = new SimulatedTransfer({
    simulation,
    random: new SeededRandom(seed),
    files,
    faults: {
      delayMs: dice.below(20),
      jitterMs: dice.below(40),
      duplicateChance: dice.pick([0, 0.05]),
      corruptChance: dice.pick([0, 0, 0, 0.0005]),
    },
    blockBytes: BLOCK_BYTES,
    maxFrameBytes: 4 * 1024,
    windowBytes: 2 * BLOCK_BYTES, // So slow that there is time for every fault.
  });
  const faults: string[] = [];
  const breakIn = () => {
    if (transfer.receiver.state.kind === "receiving") {
      const kind = dice.pick(KINDS);
      faults.push(kind);
      FAULT_KINDS[kind]?.({ transfer, simulation, dice, sources: files.map((f) => f.source) });
    }
    if (faults.length < FAULTS && !transfer.over) {
      simulation.after(between(dice), breakIn);
    }
  };
  transfer.addLane();
  simulation.after(between(dice), breakIn);
  let ending = "";
  try {
    for (let tries = 0; tries < TRIES && ending !== "done"; tries++) {
      if (tries > 0) {
        await passed(simulation, READER_MS);
        transfer.reconnect();
        if (faults.length < FAULTS) simulation.after(between(dice), breakIn);
      }
      await simulation.runUntil(() => transfer.over, LIMIT_MS);
      ending = endingOf(transfer);
    }
    if (ending === "done") await assertSame(transfer, files.map((file) => file.source));
  } catch (error) {
    const states = JSON.stringify(transfer.states);
    throw new Error(`Seed ${seed}, ${faults.join(", ")}: ${states}`, { cause: error });
  }
  return { ending, faults, held: transfer.held };
}

interface Scene {
  readonly transfer: SimulatedTransfer;
  readonly simulation: Simulation;
  readonly dice: SeededRandom;
  readonly sources: readonly MemorySource[];
}

const FAULT_KINDS: Readonly<Record<string, (scene: Scene) => void>> = {
  "lane cut": ({ transfer, simulation }) => {
    transfer.cutLane();
    simulation.after(20, () => transfer.over || transfer.addLane());
  },
  "connection lost": ({ transfer }) => transfer.reconnect(),
  "receiver killed": ({ transfer }) => transfer.crashReceiver(),
  "sender killed": ({ transfer }) => transfer.crashSender(),
  "both killed": ({ transfer }) => {
    transfer.crashReceiver();
    transfer.crashSender();
  },
  "block on the disk altered": crashAnd((disk, dice) => alter(disk, dice, /\/\d+$/)),
  "block on the disk cut off": crashAnd((disk, dice) => cutOff(disk, dice, /\/\d+$/)),
  "ledger altered": crashAnd((disk, dice) => alter(disk, dice, /\/ledger$/)),
  "ledger torn": crashAnd((disk, dice) => cutOff(disk, dice, /\/ledger$/)),
  "ledger missing": crashAnd((disk) => remove(disk, /\/ledger$/)),
  "block and ledger forged": ({ transfer, dice, sources }) =>
    transfer.crashReceiver(() => forge(transfer.disk.disk, dice, sources)),
  "description altered": crashAnd((disk, dice) => alter(disk, dice, /\/description$/)),
  "files missing": crashAnd((disk) => remove(disk, /\/\d+$/)),
  "another file at the sender": ({ transfer, dice, sources }) => {
    const source = dice.pick(sources);
    transfer.crashSender(() => source.bytes = dice.bytes(source.bytes.length));
  },
  "file changed, then chosen again": ({ transfer, simulation, dice, sources }) => {
    const source = dice.pick(sources);
    source.isChanged = true;
    simulation.after(100, () => {
      source.isChanged = false;
      transfer.crashSender();
    });
  },
  "disk full for a while": ({ transfer, simulation, dice }) => {
    transfer.disk.disk.quota = dice.below(20 * BLOCK_BYTES);
    simulation.after(200, () => transfer.disk.disk.quota = Infinity);
  },
};

const KINDS = Object.keys(FAULT_KINDS);

/** Every kind of fault that may break in. */
export const RESUME_FAULTS: readonly string[] = KINDS;

function fileSize(dice: SeededRandom): number {
  return (40 + dice.below(80)) * BLOCK_BYTES / 2 + dice.below(100);
}

/** Ms until the next fault: a few blocks may have arrived, or most of them. */
function between(dice: SeededRandom): number {
  return dice.pick([20, 80, 160]) + dice.below(60);
}

async function passed(simulation: Simulation, ms: number): Promise<void> {
  let isOver = false;
  simulation.after(ms, () => isOver = true);
  await simulation.runUntil(() => isOver, LIMIT_MS);
}

function crashAnd(meanwhile: (disk: FakeDisk, dice: SeededRandom) => void) {
  return ({ transfer, dice }: Scene) =>
    transfer.crashReceiver(() => meanwhile(transfer.disk.disk, dice));
}

function alter(disk: FakeDisk, dice: SeededRandom, names: RegExp): void {
  for (const path of pathsOf(disk, names)) {
    const bytes = disk.files.get(path);
    if (!bytes || bytes.length === 0) continue;
    for (let count = 1 + dice.below(3); count > 0; count--) {
      const at = dice.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 + dice.below(255));
    }
  }
}

function cutOff(disk: FakeDisk, dice: SeededRandom, names: RegExp): void {
  for (const path of pathsOf(disk, names)) {
    const bytes = disk.files.get(path);
    if (bytes) disk.files.set(path, bytes.slice(0, dice.below(bytes.length + 1)));
  }
}

/** Puts other bytes in the place of a block that was noted, and notes those: no disk tells them apart. */
function forge(disk: FakeDisk, dice: SeededRandom, sources: readonly MemorySource[]): void {
  const plan = new BlockPlan(sources.map(({ bytes }) => bytes.length), BLOCK_BYTES);
  for (const path of pathsOf(disk, /\/ledger$/)) {
    const ledger = disk.files.get(path);
    if (!ledger || ledger.length < RECORD_BYTES) continue;
    const at = dice.below(Math.floor(ledger.length / RECORD_BYTES)) * RECORD_BYTES;
    const block = new DataView(ledger.buffer, ledger.byteOffset).getUint32(at);
    if (block >= plan.blockCount) continue;
    const { file, offset, length } = plan.locate(block);
    const bytes = disk.files.get(path.replace("ledger", `${file}`));
    if (!bytes || bytes.length < offset + length) continue;
    bytes.set(dice.bytes(length), offset);
    const digest = createHash("sha256").update(bytes.subarray(offset, offset + length)).digest();
    ledger.set(blockRecord(block, digest), at);
  }
}

function remove(disk: FakeDisk, names: RegExp): void {
  for (const path of pathsOf(disk, names)) disk.files.delete(path);
}

function pathsOf(disk: FakeDisk, names: RegExp): string[] {
  return [...disk.files.keys()].filter((path) => names.test(path));
}

function endingOf({ states: [sending, receiving] }: SimulatedTransfer): string {
  if (receiving.kind === "failed") return receiving.reason;
  // The receipt was the last word, and may have been lost with the connection.
  if (receiving.kind === "done") return "done";
  throw new Error(`Not over: ${sending.kind}, ${receiving.kind}`);
}

async function assertSame(
  { saved }: SimulatedTransfer,
  sources: readonly MemorySource[],
): Promise<void> {
  for (const [index, { bytes }] of sources.entries()) {
    const file = saved.get(index);
    if (!file) throw new Error(`File ${index} wasn't handed over`);
    const actual = new Uint8Array(await file.arrayBuffer());
    const isSame = actual.length === bytes.length && actual.every((byte, at) => byte === bytes[at]);
    if (!isSame) throw new Error(`File ${index} is wrong`);
  }
}
