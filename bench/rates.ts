import { PRODUCT, rawName, type Transfer } from "./contestants.ts";
import { mibPerSecond } from "./moved.ts";
import { formatSpread, ratiosOf, type Runs } from "./stats.ts";
import { markdownTable } from "./table.ts";

/** Speeds of the contestants under one condition, run by run. */
export interface RatesRow {
  readonly label: string;
  /** MiB/s by the contestants' names. */
  readonly mibPerSecond: Readonly<Record<string, Runs<number>>>;
  /** Another cell at the row's end. */
  readonly note?: string;
}

/** The speeds in what {@linkcode interleave} measured. */
export function ratesOf(results: ReadonlyMap<string, Runs<Transfer>>): RatesRow["mibPerSecond"] {
  return Object.fromEntries(
    [...results].map(([name, transfers]) => [
      name,
      transfers.map((transfer) => mibPerSecond(transfer?.moved)),
    ]),
  );
}

/**
 * Speeds of the ceiling over so many connections and of the product, and what the product has of
 * each, run by run.
 */
export function ratesTable(
  what: string,
  connections: readonly number[],
  rows: readonly RatesRow[],
  note?: string,
): string {
  const raws = connections.map(rawName);
  const header = [
    `${what}: MiB/s, median (min–max)`,
    ...raws,
    PRODUCT,
    ...raws.map((name) => `÷ ${name}`),
    ...(note === undefined ? [] : [note]),
  ];
  return markdownTable(
    header,
    rows.map((row) => {
      const of = (name: string) => row.mibPerSecond[name] ?? [];
      return [
        row.label,
        ...[...raws, PRODUCT].map((name) => formatSpread(of(name))),
        ...raws.map((name) => formatSpread(ratiosOf(of(PRODUCT), of(name)), 2)),
        ...(note === undefined ? [] : [row.note ?? "–"]),
      ];
    }),
  );
}
