import { BrowserPair } from "../browser_pair.ts";
import { PRODUCT, productContestant, rawContestant, rawName } from "../contestants.ts";
import { interleave } from "../interleave.ts";
import { MIB } from "../moved.ts";
import { pairLabel } from "../pair.ts";
import { ratesOf, type RatesRow } from "../rates.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, ratiosOf } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

const CAPPED = `${PRODUCT}, one connection`;

/**
 * What further connections of the product cost where they don't help: as it is, beside itself held
 * to one connection.
 */
export async function lanes(context: SectionContext): Promise<SectionResult> {
  const { settings: { runs, pairs, mib }, attempt } = context;
  await using bed = await TestBed.start();
  const rows: RatesRow[] = [];
  for (const pair of pairs) {
    await attempt(pairLabel(pair), async () => {
      await using browsers = await BrowserPair.launch(pair, context);
      for (const size of mib) {
        const label = `${pairLabel(pair)}, ${size} MiB`;
        const path = await bed.file(size);
        const results = await interleave(label, runs, [
          rawContestant(bed, browsers, 1, { bytes: size * MIB }),
          productContestant(bed, browsers, path, { maxLanes: 1 }, CAPPED),
          productContestant(bed, browsers, path),
        ], attempt);
        rows.push({ label, mibPerSecond: ratesOf(results) });
      }
    });
  }
  return { data: rows, table: tableOf(rows) };
}

function tableOf(rows: readonly RatesRow[]): string {
  const names = [rawName(1), CAPPED, PRODUCT];
  const header = ["lanes: MiB/s, median (min–max)", ...names, `${PRODUCT} ÷ ${CAPPED}`];
  return markdownTable(
    header,
    rows.map(({ label, mibPerSecond }) => {
      const of = (name: string) => mibPerSecond[name] ?? [];
      const ratios = ratiosOf(of(PRODUCT), of(CAPPED));
      return [label, ...names.map((name) => formatSpread(of(name))), formatSpread(ratios, 2)];
    }),
  );
}
