import { SeededRandom } from "../../lib/testing/simulation/seeded_random.ts";
import { BrowserPair } from "../browser_pair.ts";
import { interleave } from "../interleave.ts";
import { type ContestantPair, pairLabel } from "../pair.ts";
import { ProductTransfer } from "../product/product_transfer.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, ratiosOf, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

const KIB = 1024;

/** Many files of such sizes, each as likely. */
interface Heap {
  readonly name: string;
  readonly count: number;
  readonly leastBytes: number;
  readonly mostBytes: number;
}

const HEAPS: readonly Heap[] = [
  { name: "1,000 of 4 KiB", count: 1_000, leastBytes: 4 * KIB, mostBytes: 4 * KIB },
  { name: "10,000 of 1–10 KiB", count: 10_000, leastBytes: KIB, mostBytes: 10 * KIB },
];

const MANY = "many files";
const ONE = "one file of as many bytes";

interface FilesRun {
  /** From accepting to "done". */
  readonly acceptToDoneMs: number;
  /** From "done" until all files can be saved as one; 0 where there is one file. */
  readonly doneToArchiveMs: number;
}

interface Condition {
  readonly pair: string;
  readonly heap: string;
  readonly many: Runs<FilesRun>;
  readonly one: Runs<FilesRun>;
}

/**
 * What many small files cost beside one of the same size: from accepting to "done", and from there to
 * the archive of all.
 */
export async function files(context: SectionContext): Promise<SectionResult> {
  const { settings: { pairs }, attempt } = context;
  const conditions: Condition[] = [];
  for (const heap of HEAPS) {
    await using bed = await TestBed.start();
    const many = await makeFiles(bed, heap);
    const sizes = await Promise.all(many.map(async (path) => (await Deno.stat(path)).size));
    const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
    const one = [await bed.files.random("as many bytes.bin", totalBytes)];
    for (const pair of pairs) {
      await attempt(`${pairLabel(pair)}, ${heap.name}`, async () => {
        conditions.push(await compare(context, bed, pair, heap, many, one));
      });
    }
  }
  return { data: conditions, table: tableOf(conditions) };
}

async function makeFiles({ files }: TestBed, heap: Heap): Promise<string[]> {
  const random = new SeededRandom(heap.count);
  const paths: string[] = [];
  for (let file = 0; file < heap.count; file++) {
    const size = heap.leastBytes + random.below(heap.mostBytes - heap.leastBytes + 1);
    paths.push(await files.random(`small ${file}.bin`, size, file));
  }
  return paths;
}

async function compare(
  context: SectionContext,
  bed: TestBed,
  pair: ContestantPair,
  heap: Heap,
  many: readonly string[],
  one: readonly string[],
): Promise<Condition> {
  const { settings: { runs }, attempt } = context;
  await using browsers = await BrowserPair.launch(pair, context);
  const label = pairLabel(pair);
  const results = await interleave(`${label}, ${heap.name}`, runs, [
    { name: ONE, measure: () => measure(bed, browsers, one) },
    { name: MANY, measure: () => measure(bed, browsers, many) },
  ], attempt);
  const of = (name: string) => results.get(name) ?? [];
  return { pair: label, heap: heap.name, many: of(MANY), one: of(ONE) };
}

async function measure(
  { app }: TestBed,
  browsers: BrowserPair,
  paths: readonly string[],
): Promise<FilesRun> {
  await using transfer = await ProductTransfer.open(browsers, app, paths);
  const { moved: { ms } } = await transfer.run();
  const doneToArchiveMs = paths.length > 1 ? await transfer.packed() : 0;
  return { acceptToDoneMs: ms, doneToArchiveMs };
}

function tableOf(conditions: readonly Condition[]): string {
  const rows = conditions.map(({ pair, heap, many, one }) => {
    const [manyMs, oneMs] = [many, one].map((runs) => runs.map((run) => run?.acceptToDoneMs));
    return [
      `${pair}, ${heap}`,
      formatSpread(oneMs ?? [], 0),
      formatSpread(manyMs ?? [], 0),
      formatSpread(ratiosOf(manyMs ?? [], oneMs ?? []), 2),
      formatSpread(many.map((run) => run?.doneToArchiveMs), 0),
    ];
  });
  return markdownTable(
    ["accept → done, ms, median (min–max)", ONE, MANY, "ratio", "done → archive, ms"],
    rows,
  );
}
