import { BrowserPair } from "../browser_pair.ts";
import { PRODUCT, productContestant, rawContestant, type Transfer } from "../contestants.ts";
import { interleave } from "../interleave.ts";
import { MIB } from "../moved.ts";
import { type ContestantPair, pairLabel } from "../pair.ts";
import { ratesOf, type RatesRow, ratesTable } from "../rates.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, type Runs } from "../stats.ts";
import { TestBed } from "../test_bed.ts";

interface Condition extends RatesRow {
  readonly pair: ContestantPair;
  readonly mib: number;
  /** From the last byte of a file to "done". */
  readonly lastByteToDoneMs: Runs<number>;
}

/** How fast it is on one machine, beside bare connections that throw away what they receive. */
export async function loopback(context: SectionContext): Promise<SectionResult> {
  const { pairs, mib, connections } = context.settings;
  await using bed = await TestBed.start();
  const rows: Condition[] = [];
  for (const pair of pairs) {
    await context.attempt(pairLabel(pair), async () => {
      await using browsers = await BrowserPair.launch(pair, context);
      for (const size of mib) rows.push(await measure(context, bed, browsers, pair, size));
    });
  }
  return { data: rows, table: ratesTable("loopback", connections, rows, "last byte → done, ms") };
}

async function measure(
  { settings: { runs, connections }, attempt }: SectionContext,
  bed: TestBed,
  browsers: BrowserPair,
  pair: ContestantPair,
  mib: number,
): Promise<Condition> {
  const label = `${pairLabel(pair)}, ${mib} MiB`;
  const amount = { bytes: mib * MIB };
  const results = await interleave(label, runs, [
    ...connections.map((count) => rawContestant(bed, browsers, count, amount)),
    productContestant(bed, browsers, await bed.file(mib)),
  ], attempt);
  const products: Runs<Transfer> = results.get(PRODUCT) ?? [];
  const lastByteToDoneMs = products.map((transfer) => transfer?.product?.lastByteToDoneMs);
  return {
    label,
    pair,
    mib,
    mibPerSecond: ratesOf(results),
    lastByteToDoneMs,
    note: formatSpread(lastByteToDoneMs, 0),
  };
}
