/**
 * What is made of the reports in `docs/measurements/` for README.md and docs/measurements.md.
 * @module
 */
import { PRODUCT, rawName } from "../contestants.ts";
import { formatSpread, ratiosOf, type Runs, spreadOf } from "../stats.ts";
import { markdownTable } from "../table.ts";
import type { Json } from "./json.ts";
import { peersSummary, peersTable } from "./peers_tables.ts";
import { readMemory } from "./read_memory.ts";
import { type DistanceRates, readDistances, readRates } from "./read_rates.ts";
import { readShown, readViewerCosts } from "./read_screen.ts";
import { type Reports, rowsOf } from "./report.ts";
import { attackTable, relayTable } from "./server_tables.ts";
import { speedSummary } from "./summaries.ts";
import { troublesTable } from "./troubles_table.ts";

/** Every table, and every sentence with figures, by its marker's name. */
export const TABLES: Readonly<Record<string, (reports: Reports) => string>> = {
  attack: attackTable,
  connect: connectTable,
  "distance-chromium": (reports) => distanceTable(reports, "Chromium → Chromium"),
  "distance-from-firefox": (reports) => distanceTable(reports, "Firefox → Chromium"),
  "distance-to-firefox": (reports) => distanceTable(reports, "Chromium → Firefox"),
  lanes: lanesTable,
  loopback: loopbackTable,
  memory: memoryTable,
  peers: peersTable,
  "peers-summary": peersSummary,
  relay: relayTable,
  screen: screenTable,
  "small-files": smallFilesTable,
  "speed-summary": speedSummary,
  troubles: troublesTable,
  viewers: viewersTable,
  weight: weightTable,
};

/** `1.03 (0.72–1.11)` with the median in bold. */
export function strongRatio(runs: Runs<number>, digits = 2): string {
  const text = formatSpread(runs, digits);
  return text.replace(/^[\d.]+/, "**$&**");
}

/** `256 MiB`, `1 GiB`. */
export function sizeText(mib: number): string {
  return mib < 1024 ? `${mib} MiB` : `${mib / 1024} GiB`;
}

function loopbackTable(reports: Reports): string {
  const raws = [1, 2, 4].map(rawName);
  const header = [
    "MiB/s, median (min–max)",
    ...raws,
    PRODUCT,
    ...raws.map((name) => `÷ ${name}`),
    "measured",
  ];
  const rows = rowsOf(reports, "loopback", ({ data }) => readRates(data))
    .map(({ pair, mib, of, ratioTo, date }) => [
      `${pair}, ${sizeText(mib)}`,
      ...[...raws, PRODUCT].map((name) => formatSpread(of(name))),
      ...raws.map((name, place) =>
        place === 0 ? strongRatio(ratioTo(name)) : formatSpread(ratioTo(name), 2)
      ),
      date,
    ]);
  return markdownTable(header, rows);
}

function distanceTable(reports: Reports, wanted: string): string {
  const cells = rowsOf(reports, "distance", ({ data }) => readDistances(data))
    .filter(({ pair }) => pair === wanted);
  const rtts = [...new Set(cells.map(({ rttMs }) => rttMs))];
  const losses = [...new Set(cells.map(({ lossPercent }) => lossPercent))];
  const header = [
    `${wanted}, MiB/s`,
    ...losses.map((loss) => loss === 0 ? "no loss" : `${loss} % loss`),
  ];
  return markdownTable(
    header,
    rtts.map((rtt) => [
      `RTT ${rtt} ms`,
      ...losses.map((loss) =>
        distanceCell(cells.find((cell) => cell.rttMs === rtt && cell.lossPercent === loss))
      ),
    ]),
  );
}

function distanceCell(cell: DistanceRates | undefined): string {
  if (!cell) return "–";
  const raw = rawName(1);
  const [bare, product] = [raw, PRODUCT].map((name) => spreadOf(cell.of(name))?.median.toFixed(1));
  return `${bare} → ${product}, ${strongRatio(cell.ratioTo(raw), 1)}`;
}

function lanesTable(reports: Reports): string {
  const capped = `${PRODUCT}, one connection`;
  const rows = rowsOf(reports, "lanes", ({ data }) => readRates(data));
  return markdownTable(
    ["MiB/s, median (min–max)", "one connection", "as many as it opens ÷ one"],
    rows.map(({ pair, mib, of, ratioTo }) => [
      `${pair}, ${sizeText(mib)}`,
      formatSpread(of(capped)),
      strongRatio(ratioTo(capped)),
    ]),
  );
}

function memoryTable(reports: Reports): string {
  const rows = rowsOf(reports, "memory", ({ data }) => readMemory(data));
  const sizes = [...new Set(rows.map(({ mib }) => mib))];
  const sides = Map.groupBy(rows, ({ browser, side }) => `${browser}: ${side}`);
  return markdownTable(
    ["MiB above the idle page", ...sizes.map(sizeText)],
    [...sides].map(([label, ofSide]) => [
      label,
      ...sizes.map((size) => {
        const row = ofSide.find(({ mib }) => mib === size);
        return row ? `${formatSpread(row.product, 0)} (${formatSpread(row.bare, 0)})` : "–";
      }),
    ]),
  );
}

function smallFilesTable(reports: Reports): string {
  const rows = rowsOf(reports, "files", ({ data }) => data.list().map((row) => ({ row })));
  const seconds = (runs: Json) =>
    runs.optionalList().map((run) => run && run.at("acceptToDoneMs").number() / 1000);
  return markdownTable(
    ["accept → done, s", "many files", "one file of as many bytes", "ratio (min–max)", "runs"],
    rows.map(({ row }) => {
      const [many, one] = [seconds(row.at("many")), seconds(row.at("one"))];
      const ratios = row.find("ratios")?.runs() ?? ratiosOf(many, one);
      return [
        row.at("heap").text(),
        formatSpread(many),
        formatSpread(one),
        strongRatio(ratios),
        `${ratios.length}`,
      ];
    }),
  );
}

function connectTable(reports: Reports): string {
  const rows = rowsOf(reports, "connect", ({ data }) => data.list().map((row) => ({ row })));
  return markdownTable(
    [
      "ms, median (min–max)",
      "bare page opened → channel open",
      "link opened → offer shown",
      "ratio",
      "accept → first byte",
    ],
    rows.map(({ row }) => {
      const [bare, offer] = [row.at("bareConnectMs").runs(), row.at("linkToOfferMs").runs()];
      return [
        row.at("pair").text(),
        formatSpread(bare, 0),
        formatSpread(offer, 0),
        strongRatio(row.find("ratios")?.runs() ?? ratiosOf(offer, bare), 1),
        formatSpread(row.at("acceptToFirstByteMs").runs(), 0),
      ];
    }),
  );
}

function screenTable(reports: Reports): string {
  const rows = rowsOf(reports, "screen", ({ data }) => readShown(data, PRODUCT));
  return markdownTable(
    [
      "1280 × 720",
      "painted → seen, median, ms",
      "95 %, ms",
      "frames/s",
      "text after half a second, dB",
      "first picture, ms",
      "presenter's browser, cores",
    ],
    rows.flatMap(({ pair, of }) =>
      ["bare", PRODUCT].flatMap((name) => {
        const seen = of(name);
        return seen === undefined ? [] : [[
          `${pair}, ${name}`,
          formatSpread(seen.delayP50Ms, 0),
          formatSpread(seen.delayP95Ms, 0),
          formatSpread(seen.framesPerSecond, 0),
          formatSpread(seen.textDb, 1).replaceAll(".0", ""),
          formatSpread(seen.firstPictureMs, 0),
          formatSpread(seen.presenterCpu, 2),
        ]];
      })
    ),
  );
}

function viewersTable(reports: Reports): string {
  const shown = rowsOf(reports, "screen", ({ data }) => readShown(data, PRODUCT));
  const costs = rowsOf(reports, "screen", ({ data }) => readViewerCosts(data));
  return markdownTable(["ratio, run by run", "median (min–max)"], [
    ...shown.map(({ pair, delayRatio }) => [
      `${pair}: delay ÷ bare`,
      strongRatio(delayRatio),
    ]),
    ...costs.filter(({ viewers }) => viewers > 1).map(({ viewers, ofOne }) => [
      `presenter's processor time, ${viewers} viewers ÷ one`,
      strongRatio(ofOne),
    ]),
  ]);
}

function weightTable(reports: Reports): string {
  const pages = rowsOf(reports, "weight", ({ data }) => data.list().map((row) => ({ row })));
  return markdownTable(
    ["page", "JavaScript before use, KB, brotli"],
    pages.map(({ row }) => [
      `\`${row.at("route").text()}\``,
      (row.at("brotliBytes").number() / 1000).toFixed(1),
    ]),
  );
}
