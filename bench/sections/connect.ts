import { measureBareConnect } from "../bare/bare_connect.ts";
import { BrowserPair } from "../browser_pair.ts";
import { interleave } from "../interleave.ts";
import { pairLabel } from "../pair.ts";
import { measureProduct, type ProductRun } from "../product/product_transfer.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, ratiosOf, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

/** A file small enough not to be what is measured, and more than one block. */
const FILE_MIB = 2;

interface PairTimes {
  readonly pair: string;
  /** From opening the link to the offer on the screen. */
  readonly linkToOfferMs: Runs<number>;
  /** From opening a bare page to its data channel. */
  readonly bareConnectMs: Runs<number>;
  readonly acceptToFirstByteMs: Runs<number>;
}

/**
 * How long it takes to meet: from opening the link to the offer, beside opening a bare page that
 * connects to another; then from accepting to the first byte. In the first run the product's page
 * is new to the browser, in the others its scripts are in the cache; the bare page has nothing to
 * keep.
 */
export async function connect(context: SectionContext): Promise<SectionResult> {
  const { settings: { pairs, runs }, attempt } = context;
  await using bed = await TestBed.start();
  const path = await bed.file(FILE_MIB);
  const times: PairTimes[] = [];
  for (const pair of pairs) {
    await attempt(pairLabel(pair), async () => {
      await using browsers = await BrowserPair.launch(pair, context);
      const contestants = [
        { name: "bare", measure: () => measureBareConnect(browsers, bed.bare) },
        { name: "product", measure: () => measureProduct(browsers, bed.app, [path]) },
      ];
      const results = await interleave<number | ProductRun>(
        pairLabel(pair),
        runs,
        contestants,
        attempt,
      );
      times.push(timesOf(pairLabel(pair), results));
    });
  }
  return { data: times, table: tableOf(times) };
}

function timesOf(
  pair: string,
  results: ReadonlyMap<string, Runs<number | ProductRun>>,
): PairTimes {
  const products = (results.get("product") ?? []).map((run) =>
    typeof run === "object" ? run : undefined
  );
  return {
    pair,
    bareConnectMs: (results.get("bare") ?? []).map((ms) => typeof ms === "number" ? ms : undefined),
    linkToOfferMs: products.map((run) => run?.linkToOfferMs),
    acceptToFirstByteMs: products.map((run) => run?.acceptToFirstByteMs),
  };
}

function tableOf(times: readonly PairTimes[]): string {
  const header = [
    "ms, median (min–max)",
    "bare page opened → channel open",
    "link opened → offer shown",
    "ratio, run by run",
    "first visit alone",
    "accept → first byte",
  ];
  const rows = times.map(({ pair, linkToOfferMs, bareConnectMs, acceptToFirstByteMs }) => [
    pair,
    formatSpread(bareConnectMs, 0),
    formatSpread(linkToOfferMs, 0),
    formatSpread(ratiosOf(linkToOfferMs, bareConnectMs), 2),
    formatSpread(linkToOfferMs.slice(0, 1), 0),
    formatSpread(acceptToFirstByteMs, 0),
  ]);
  return markdownTable(header, rows);
}
