import { BrowserPair } from "../browser_pair.ts";
import { interleave } from "../interleave.ts";
import { pairLabel } from "../pair.ts";
import { ProductTransfer } from "../product/product_transfer.ts";
import { countSaved } from "../product/saved_files.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, ratiosOf, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

const FILE_COUNT = 1_000;
const FILE_BYTES = 4 * 1024;
const MANY = "1,000 files of 4 KiB";
const ONE = "one file of as many bytes";

interface FilesRun {
  /** From accepting to "done". */
  readonly acceptToDoneMs: number;
  /** How many files the browser has saved in the end. */
  readonly saved: number;
}

interface Condition {
  readonly label: string;
  readonly many: Runs<FilesRun>;
  readonly one: Runs<FilesRun>;
}

/**
 * What many small files cost beside one of the same size: from accepting to "done". How many of them
 * the browser then saves by itself is told beside it.
 */
export async function files(context: SectionContext): Promise<SectionResult> {
  const { settings: { pairs, runs }, attempt } = context;
  await using bed = await TestBed.start();
  const many: string[] = [];
  for (let file = 0; file < FILE_COUNT; file++) {
    many.push(await bed.files.random(`small ${file}.bin`, FILE_BYTES, file));
  }
  const one = [await bed.files.random("as many bytes.bin", FILE_COUNT * FILE_BYTES)];
  const conditions: Condition[] = [];
  for (const pair of pairs) {
    const label = pairLabel(pair);
    await attempt(label, async () => {
      await using browsers = await BrowserPair.launch(pair, context);
      const contestants = [
        { name: ONE, measure: () => measure(bed, browsers, one) },
        { name: MANY, measure: () => measure(bed, browsers, many) },
      ];
      const results = await interleave(label, runs, contestants, attempt);
      conditions.push({ label, many: results.get(MANY) ?? [], one: results.get(ONE) ?? [] });
    });
  }
  return { data: conditions, table: tableOf(conditions) };
}

async function measure(
  { app }: TestBed,
  browsers: BrowserPair,
  paths: readonly string[],
): Promise<FilesRun> {
  await using transfer = await ProductTransfer.open(browsers, app, paths);
  const { moved: { ms } } = await transfer.run();
  return { acceptToDoneMs: ms, saved: await countSaved(browsers.to, paths.length) };
}

function tableOf(conditions: readonly Condition[]): string {
  const rows = conditions.map(({ label, many, one }) => {
    const [manyMs, oneMs] = [many, one].map((runs) => runs.map((run) => run?.acceptToDoneMs));
    return [
      label,
      formatSpread(oneMs ?? [], 0),
      formatSpread(manyMs ?? [], 0),
      formatSpread(ratiosOf(manyMs ?? [], oneMs ?? [])),
      formatSpread(many.map((run) => run?.saved), 0),
    ];
  });
  return markdownTable(
    ["accept → done, ms, median (min–max)", ONE, MANY, "ratio", "saved by the browser"],
    rows,
  );
}
