/**
 * The plots of `docs/plots/`, made of the reports in `docs/measurements/`.
 * @module
 */
import { PRODUCT, rawName } from "../contestants.ts";
import { type Runs, spreadOf } from "../stats.ts";
import { type Bar, type BarChart, drawBarChart, type Series } from "./bar_chart.ts";
import { type MemoryRow, readMemory } from "./read_memory.ts";
import { type DistanceRates, type Rates, readDistances, readRates } from "./read_rates.ts";
import { readViewerCosts } from "./read_screen.ts";
import { type Reports, rowsOf } from "./report.ts";
import { sizeText } from "./tables.ts";

const PRODUCT_SERIES: Series = { name: PRODUCT, shade: "product" };
const ONE_BARE: Series = { name: "one bare connection", shade: "bare-1" };

/** Every plot by the name of its file. */
export const PLOTS: Readonly<Record<string, (reports: Reports) => string>> = {
  distance: (reports) => drawBarChart(distanceChart(reports)),
  memory: (reports) => drawBarChart(memoryChart(reports)),
  speed: (reports) => drawBarChart(speedChart(reports)),
  viewers: (reports) => drawBarChart(viewersChart(reports)),
};

function speedChart(reports: Reports): BarChart {
  const rows = rowsOf(reports, "loopback", ({ data }) => readRates(data));
  const connections = [1, 2, 4];
  const bar = ({ of }: Rates, name: string) => barOf(of(name));
  return {
    title: "Speed on one machine",
    subtitle: "MiB/s, median and range. Bare connections move memory to memory; FileFrag moves " +
      "disk to verified disk",
    series: [
      ...connections.map((count): Series => ({
        name: count === 1 ? "one bare connection" : `${count} bare`,
        shade: count === 1 ? "bare-1" : count === 2 ? "bare-2" : "bare-3",
      })),
      PRODUCT_SERIES,
    ],
    panels: panelsBy(rows, ({ pair }) => pair, (row) => ({
      label: sizeText(row.mib),
      bars: [...connections.map((count) => bar(row, rawName(count))), bar(row, PRODUCT)],
    })),
  };
}

function distanceChart(reports: Reports): BarChart {
  const cells = rowsOf(reports, "distance", ({ data }) => readDistances(data))
    .filter(({ pair }) => pair === "Chromium → Chromium");
  const raw = rawName(1);
  const product = (cell: DistanceRates) => {
    const times = spreadOf(cell.ratioTo(raw))?.median;
    return barOf(cell.of(PRODUCT), times === undefined ? undefined : `${times.toFixed(1)} ×`);
  };
  return {
    title: "Several connections at once: faster over distance",
    subtitle:
      "MiB/s between two Chromium browsers, median; above, how many times one bare connection",
    series: [ONE_BARE, PRODUCT_SERIES],
    panels: panelsBy(cells, ({ rttMs }) => `round trip ${rttMs} ms`, (cell) => ({
      label: cell.lossPercent === 0 ? "no loss" : `${cell.lossPercent} % loss`,
      bars: [barOf(cell.of(raw)), product(cell)],
    })),
  };
}

function memoryChart(reports: Reports): BarChart {
  const rows = rowsOf(reports, "memory", ({ data }) => readMemory(data));
  const label = (runs: Runs<number>) => spreadOf(runs)?.median.toFixed(0);
  return {
    title: "Memory hardly grows with the file",
    subtitle: "MiB above the idle page at most, by the size of the file",
    series: [ONE_BARE, PRODUCT_SERIES],
    panels: panelsBy(rows, ({ browser, side }: MemoryRow) => `${browser}, ${side}`, (row) => ({
      label: sizeText(row.mib),
      bars: [barOf(row.bare, label(row.bare)), barOf(row.product, label(row.product))],
    })),
  };
}

function viewersChart(reports: Reports): BarChart {
  const costs = rowsOf(reports, "screen", ({ data }) => readViewerCosts(data));
  return {
    title: "More viewers cost the presenter little more",
    subtitle: "Processor time of the presenter's browser, one viewer = 1; 1280 × 720",
    series: [PRODUCT_SERIES],
    line: 1,
    panels: [{
      label: "",
      groups: costs.map(({ viewers, ofOne }) => ({
        label: viewers === 1 ? "1 viewer" : `${viewers} viewers`,
        bars: [barOf(ofOne, spreadOf(ofOne)?.median.toFixed(2))],
      })),
    }],
  };
}

function barOf(runs: Runs<number>, label?: string): Bar | undefined {
  const spread = spreadOf(runs);
  return spread && { spread, ...(label !== undefined && { label }) };
}

function panelsBy<Row>(
  rows: readonly Row[],
  labelOf: (row: Row) => string,
  groupOf: (row: Row) => BarChart["panels"][number]["groups"][number],
): BarChart["panels"] {
  return [...Map.groupBy(rows, labelOf)].map(([label, of]) => ({ label, groups: of.map(groupOf) }));
}
