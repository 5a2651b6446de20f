import { RawTransfer } from "../bare/raw_transfer.ts";
import { BrowserPair } from "../browser_pair.ts";
import { PRODUCT, rawName } from "../contestants.ts";
import { interleave } from "../interleave.ts";
import { MIB } from "../moved.ts";
import { type ContestantPair, pairLabel } from "../pair.ts";
import { watchMemory } from "../processes/process_memory.ts";
import { ProductTransfer } from "../product/product_transfer.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { differencesOf, formatSpread, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

/** How long new browsers are left alone: Firefox gives back 80 MiB in the first seconds. */
const SETTLE_MS = 5_000;

/** How long idle pages are watched. */
const IDLE_MS = 2_000;

const RAW = rawName(1);

/** MiB of one browser's process tree. */
interface SideMemory {
  /** The median while the pages are connected and nothing moves. */
  readonly idle: number;
  /** The most from the first byte until everything is on disk. */
  readonly peak: number;
}

interface MemoryRun {
  readonly sender: SideMemory;
  readonly receiver: SideMemory;
  readonly samplesPerSecond: number;
}

interface Condition {
  readonly label: string;
  readonly runs: Readonly<Record<string, Runs<MemoryRun>>>;
}

/**
 * What a transfer takes of memory above the same pages idle, beside one bare connection. Every
 * measurement has two new browsers, because memory that was used once isn't always given back.
 */
export async function memory(context: SectionContext): Promise<SectionResult> {
  const { settings: { runs, pairs, mib }, attempt } = context;
  await using bed = await TestBed.start();
  const conditions: Condition[] = [];
  for (const pair of pairs) {
    for (const size of mib) {
      const label = `${pairLabel(pair)}, ${size} MiB`;
      // Takes no room on the disk, and none that the browsers see is spared.
      const path = await bed.files.sparse(`bench ${size} MiB.bin`, size * MIB);
      const results = await interleave(label, runs, [
        { name: RAW, measure: () => measureRaw(context, bed, pair, size) },
        { name: PRODUCT, measure: () => measureProduct(context, bed, pair, path) },
      ], attempt);
      conditions.push({ label, runs: Object.fromEntries(results) });
    }
  }
  return { data: conditions, table: tableOf(conditions) };
}

async function measureRaw(
  context: SectionContext,
  bed: TestBed,
  pair: ContestantPair,
  mib: number,
): Promise<MemoryRun> {
  await using browsers = await BrowserPair.launch(pair, context);
  await using transfer = await RawTransfer.open(browsers, bed.bare, 1);
  return await memoryOf(browsers, () => transfer.run({ bytes: mib * MIB }));
}

async function measureProduct(
  context: SectionContext,
  bed: TestBed,
  pair: ContestantPair,
  path: string,
): Promise<MemoryRun> {
  await using browsers = await BrowserPair.launch(pair, context);
  await using transfer = await ProductTransfer.open(browsers, bed.app, [path], {
    seesBytes: false,
  });
  return await memoryOf(browsers, async () => {
    await transfer.run();
    await transfer.verify(); // Until the saved file is there: saving takes memory as well.
  });
}

async function memoryOf(
  { processIds }: BrowserPair,
  work: () => Promise<unknown>,
): Promise<MemoryRun> {
  await rest(SETTLE_MS);
  const { trees: idle } = await watchMemory(processIds, () => rest(IDLE_MS));
  const { trees: busy, samplesPerSecond } = await watchMemory(processIds, work);
  const side = (index: number): SideMemory => ({
    idle: idle[index]?.median ?? NaN,
    peak: busy[index]?.peak ?? NaN,
  });
  return { sender: side(0), receiver: side(1), samplesPerSecond };
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function tableOf(conditions: readonly Condition[]): string {
  const header = [
    "MiB (PSS) of a process tree, median (min–max)",
    "side",
    `${RAW}: idle`,
    "peak above it",
    `${PRODUCT}: idle`,
    "peak above it",
    "more than raw, run by run",
    "samples a second",
  ];
  const rows = conditions.flatMap(({ label, runs }) =>
    (["sender", "receiver"] as const).map((side) => {
      const of = (name: string) => runs[name] ?? [];
      const idle = (name: string) => of(name).map((run) => run?.[side].idle);
      const above = (name: string) => of(name).map((run) => run && run[side].peak - run[side].idle);
      return [
        label,
        side,
        ...[RAW, PRODUCT].flatMap((name) => [
          formatSpread(idle(name), 0),
          formatSpread(above(name), 0),
        ]),
        formatSpread(differencesOf(above(PRODUCT), above(RAW)), 0),
        formatSpread(of(PRODUCT).map((run) => run?.samplesPerSecond)),
      ];
    })
  );
  return markdownTable(header, rows);
}
