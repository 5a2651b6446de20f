import { Json } from "./json.ts";

/**
 * One file of `docs/measurements/`: what `deno task bench` writes into `_bench/`, kept. Some were
 * transcribed from tables whose runs weren't kept; these say so in a `note`.
 */
export interface Report {
  readonly section: string;
  /** The day of the measurement, or as much of it as is known: `2026-11-22`, `2026-11`. */
  readonly date: string;
  /** Everything that was measured, as the section writes it. */
  readonly data: Json;
}

/** Reads one report; the file's name is for the error. */
export function parseReport(text: string, name: string): Report {
  const json = Json.parse(text, name);
  return {
    section: json.at("section").text(),
    date: json.at("machine").at("date").text().slice(0, "2026-11-22".length),
    data: json.at("data"),
  };
}

/** Reports of several days, by their sections; within a section the oldest comes first. */
export type Reports = ReadonlyMap<string, readonly Report[]>;

/** Sorts reports by section and date. */
export function reportsOf(files: Iterable<readonly [name: string, text: string]>): Reports {
  const sorted = [...files].map(([name, text]) => parseReport(text, name))
    .toSorted((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
  return Map.groupBy(sorted, ({ section }) => section);
}

/** The rows of all reports of a section, each with the day it was measured. */
export function rowsOf<Row>(
  reports: Reports,
  section: string,
  read: (report: Report) => Row[],
): (Row & { readonly date: string })[] {
  return (reports.get(section) ?? []).flatMap((report) =>
    read(report).map((row) => ({ ...row, date: report.date }))
  );
}
