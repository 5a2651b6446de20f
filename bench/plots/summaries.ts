/**
 * The sentences of README.md that have figures in them.
 * @module
 */
import { rawName } from "../contestants.ts";
import { spreadOf } from "../stats.ts";
import { readDistances, readRates } from "./read_rates.ts";
import { type Reports, rowsOf } from "./report.ts";

/** Under which conditions the plot of distance was measured, and what there is without distance. */
export function speedSummary(reports: Reports): string {
  const raw = rawName(1);
  const cells = rowsOf(reports, "distance", ({ data }) => readDistances(data))
    .filter(({ pair }) => pair === "Chromium → Chromium");
  const runs = new Set(cells.map(({ of }) => of(raw).length));
  const rows = rowsOf(reports, "loopback", ({ data }) => readRates(data));
  const medians = rows.flatMap(({ ratioTo }) => spreadOf(ratioTo(raw))?.median ?? []);
  return `Two Chromium in networks of their own on one machine with two cores, ${daysOf(cells)}, ${
    [...runs].join(" or ")
  } runs each.
Without distance FileFrag carries ${Math.min(...medians).toFixed(2)} to ${
    Math.max(...medians).toFixed(2)
  } of what one bare data channel does: medians of
${rows.length} pairs of browsers and sizes, ${
    daysOf(rows)
  }, the bare channel from memory to memory.`;
}

/** `2026-11-22`, or the first and the last of several. */
function daysOf(rows: readonly { readonly date: string }[]): string {
  const days = [...new Set(rows.map(({ date }) => date))].toSorted();
  const [first = "", last] = [days[0], days.at(-1)];
  return last === undefined || first === last ? first : `${first} to ${last}`;
}
