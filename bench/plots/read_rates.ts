import { PRODUCT } from "../contestants.ts";
import { ratiosOf, type Runs } from "../stats.ts";
import type { Json } from "./json.ts";

/** Speeds under one condition, as `loopback`, `lanes` and `distance` write them. */
export interface Rates {
  /** `Chromium → Firefox`. */
  readonly pair: string;
  readonly mib: number;
  /** MiB/s of a contestant, run by run; none where it wasn't measured. */
  readonly of: (contestant: string) => Runs<number>;
  /** What the product has of a contestant, run by run. */
  readonly ratioTo: (contestant: string) => Runs<number>;
}

/** Speeds over one distance. */
export interface DistanceRates extends Rates {
  readonly rttMs: number;
  readonly lossPercent: number;
}

/** Reads the rows of `loopback` and `lanes`. */
export function readRates(data: Json): Rates[] {
  return data.list().map(ratesIn);
}

/** Reads the cells of `distance`. */
export function readDistances(data: Json): DistanceRates[] {
  return data.list().map((cell) => ({
    ...ratesIn(cell),
    rttMs: cell.at("rttMs").number(),
    lossPercent: cell.at("lossPercent").number(),
  }));
}

function ratesIn(row: Json): Rates {
  const [pair = "", size = ""] = row.at("label").text().split(", ");
  const speeds = runsByName(row.at("mibPerSecond"));
  const published = runsByName(row.find("ratios"));
  const of = (name: string) => speeds.get(name) ?? [];
  return {
    pair,
    mib: row.find("mib")?.number() ?? Number.parseInt(size),
    of,
    ratioTo: (name) => published.get(name) ?? ratiosOf(of(PRODUCT), of(name)),
  };
}

/** Runs by the names of what was measured. */
export function runsByName(json: Json | undefined): ReadonlyMap<string, Runs<number>> {
  return new Map((json?.entries() ?? []).map(([name, runs]) => [name, runs.runs()]));
}
