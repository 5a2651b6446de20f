import { PRODUCT, rawName } from "../contestants.ts";
import { formatSpread } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { grouped } from "./grouped.ts";
import type { Json } from "./json.ts";
import { type Reports, rowsOf } from "./report.ts";

/** The size that products are compared by in the README. */
const SUMMARY_MIB = 64;

interface Contestant {
  readonly name: string;
  readonly mib: number;
  readonly figures: Json;
}

/** Other products beside a bare channel, everything. */
export function peersTable(reports: Reports): string {
  const rows = contestants(reports).map(({ name, mib, figures, date }) => [
    `${name}, ${mib} MiB`,
    formatSpread(figures.at("mibPerSecond").runs()),
    ratioText(figures),
    equalText(figures),
    grouped(formatSpread(figures.find("linkToOfferMs")?.runs() ?? [], 0)),
    sidesText(figures.find("memoryMib")),
    sidesText(figures.find("cpuSeconds")),
    date,
  ]);
  return markdownTable([
    "product",
    "MiB/s",
    "÷ raw",
    "files equal",
    "link → offer, ms",
    "memory above start, sender; receiver, MiB",
    "processor s, sender; receiver",
    "measured",
  ], rows);
}

/** The last comparison in which the product took part, in few columns. */
export function peersSummary(reports: Reports): string {
  const shown = contestants(reports)
    .filter(({ mib, name }) => mib === SUMMARY_MIB && name !== rawName(1));
  const rows = shown.map(({ name, figures }) => [
    name === PRODUCT ? `**${name}**` : name,
    ratioText(figures),
    formatSpread(figures.at("mibPerSecond").runs()),
    equalText(figures),
    grouped(formatSpread(figures.at("linkToOfferMs").runs(), 0)),
  ]);
  return markdownTable(
    [
      `${SUMMARY_MIB} MiB, ${shown[0]?.date}`,
      "÷ bare channel",
      "MiB/s",
      "files equal",
      "link → offer, ms",
    ],
    rows,
  );
}

function contestants(reports: Reports): (Contestant & { readonly date: string })[] {
  return rowsOf(
    reports,
    "peers",
    ({ data }) =>
      data.list().flatMap((condition) =>
        condition.at("contestants").entries().map(([name, figures]) => ({
          name,
          mib: condition.at("mib").number(),
          figures,
        }))
      ),
  );
}

function ratioText(figures: Json): string {
  return formatSpread(figures.find("ratios")?.runs() ?? [], 2);
}

function equalText(figures: Json): string {
  const equal = figures.find("equal")?.list().map((count) => count.number());
  return equal === undefined ? "–" : `${equal[0]} of ${equal[1]}`;
}

function sidesText(sides: Json | undefined): string {
  return sides === undefined
    ? "–"
    : `${sides.at("sender").number()}; ${sides.at("receiver").number()}`;
}
