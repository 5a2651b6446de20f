import { RawTransfer } from "../bare/raw_transfer.ts";
import { BrowserPair } from "../browser_pair.ts";
import { PRODUCT, rawName } from "../contestants.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { MIB } from "../moved.ts";
import { pairLabel } from "../pair.ts";
import { type CpuSeconds, cpuSecondsOf, cpuSince } from "../processes/process_cpu.ts";
import { PROCESS_ROLES } from "../processes/process_tree.ts";
import { ProductTransfer } from "../product/product_transfer.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, ratiosOf, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

/** The size that all figures are given for. */
const PER_MIB = 256;

/** What both browsers used for a transfer, as seconds for {@linkcode PER_MIB}. */
interface Used {
  readonly sender: CpuSeconds;
  readonly receiver: CpuSeconds;
}

interface Condition {
  readonly label: string;
  /** By the contestants' names; the first is what the others are compared with. */
  readonly used: Readonly<Record<string, Runs<Used>>>;
}

/** Processor time of every kind of process on both sides, beside bare connections. */
export async function cpu(context: SectionContext): Promise<SectionResult> {
  const { settings: { runs, pairs, mib, connections }, attempt } = context;
  await using bed = await TestBed.start();
  const conditions: Condition[] = [];
  for (const pair of pairs) {
    await attempt(pairLabel(pair), async () => {
      await using browsers = await BrowserPair.launch(pair, context);
      for (const size of mib) {
        const label = `${pairLabel(pair)}, ${size} MiB`;
        const contestants = contestantsOf(bed, browsers, connections, size, await bed.file(size));
        const results = await interleave(label, runs, contestants, attempt);
        conditions.push({ label, used: Object.fromEntries(results) });
      }
    });
  }
  return { data: conditions, table: tableOf(conditions) };
}

function contestantsOf(
  bed: TestBed,
  browsers: BrowserPair,
  connections: readonly number[],
  mib: number,
  path: string,
): Contestant<Used>[] {
  const bytes = mib * MIB;
  return [
    ...connections.map((count) => ({
      name: rawName(count),
      measure: async () => {
        await using transfer = await RawTransfer.open(browsers, bed.bare, count);
        return await usedFor(browsers, mib, () => transfer.run({ bytes }));
      },
    })),
    {
      name: PRODUCT,
      measure: async () => {
        await using transfer = await ProductTransfer.open(browsers, bed.app, [path]);
        return await usedFor(browsers, mib, () => transfer.run());
      },
    },
  ];
}

/** Reads before and after, while the pages live: a process that ended tells nothing more. */
async function usedFor(
  { processIds }: BrowserPair,
  mib: number,
  work: () => Promise<unknown>,
): Promise<Used> {
  const read = () => Promise.all(processIds.map(cpuSecondsOf));
  const before = await read();
  await work();
  const after = await read();
  const [sender = {}, receiver = {}] = after.map((now, side) =>
    scaled(cpuSince(before[side] ?? {}, now), PER_MIB / mib)
  );
  return { sender, receiver };
}

function scaled(seconds: CpuSeconds, factor: number): CpuSeconds {
  return Object.fromEntries(
    Object.entries(seconds).map(([role, value]) => [role, value * factor]),
  );
}

function tableOf(conditions: readonly Condition[]): string {
  const header = [
    `CPU seconds for ${PER_MIB} MiB, median (min–max)`,
    "side",
    "all",
    "÷ the first row's",
    ...PROCESS_ROLES,
  ];
  const rows = conditions.flatMap(({ label, used }) =>
    Object.entries(used).flatMap(([name, runs]) =>
      (["sender", "receiver"] as const).map((side) => {
        const [first = []] = Object.values(used);
        const all = allOf(runs, side);
        return [
          `${label}, ${name}`,
          side,
          formatSpread(all),
          formatSpread(ratiosOf(all, allOf(first, side)), 2),
          ...PROCESS_ROLES.map((role) =>
            formatSpread(runs.map((run) => run && (run[side][role] ?? 0)))
          ),
        ];
      })
    )
  );
  return markdownTable(header, rows);
}

function allOf(runs: Runs<Used>, side: keyof Used): Runs<number> {
  return runs.map((run) => run && Object.values(run[side]).reduce((sum, value) => sum + value, 0));
}
