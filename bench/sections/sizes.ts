import { BrowserPair } from "../browser_pair.ts";
import { mibPerSecond } from "../moved.ts";
import { pairLabel } from "../pair.ts";
import { measureProduct } from "../product/product_transfer.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

interface SizeRun {
  readonly pair: string;
  readonly bytes: number;
  /** `undefined` where what was saved isn't what was sent, or nothing was saved. */
  readonly mibPerSecond: number | undefined;
}

/**
 * Whether sizes at which numbers overflow arrive, compared by SHA-256. The source takes no room on the
 * disk; what is received takes its size twice, in the browser's storage and saved.
 */
export async function sizes(context: SectionContext): Promise<SectionResult> {
  const { settings: { pairs, bytes: all }, attempt } = context;
  await using bed = await TestBed.start();
  const runs: SizeRun[] = [];
  for (const pair of pairs) {
    for (const bytes of all) {
      const label = pairLabel(pair);
      const path = await bed.files.sparse(`${bytes} bytes.bin`, bytes);
      const run = await attempt(`${label}, ${bytes} bytes`, async () => {
        await using browsers = await BrowserPair.launch(pair, context);
        return await measureProduct(browsers, bed.app, [path]);
      });
      runs.push({ pair: label, bytes, mibPerSecond: mibPerSecond(run?.moved) });
    }
  }
  const rows = runs.map(({ pair, bytes, mibPerSecond }) => [
    pair,
    String(bytes),
    mibPerSecond === undefined ? "no" : "yes",
    formatSpread([mibPerSecond]),
  ]);
  const table = markdownTable(["", "bytes", "SHA-256 of what was saved", "MiB/s"], rows);
  return { data: runs, table };
}
