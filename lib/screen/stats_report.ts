/**
 * Reading what `getStats()` gives (W3C webrtc-stats), where each browser leaves out other members.
 * @module
 */

/** An `RTCStatsReport`, or a map with the same entries. */
export type StatsReport = ReadonlyMap<string, unknown>;

/** One entry of a report, with anything in it. */
export type StatsEntry = Readonly<Record<string, unknown>>;

/** The entries of a type. */
export function entriesOf(report: StatsReport, type: string): StatsEntry[] {
  return [...report.values()].filter((it): it is StatsEntry => isEntry(it) && it.type === type);
}

/** The entry that another one names; `undefined` where either isn't there. */
export function entryNamed(report: StatsReport, id: unknown): StatsEntry | undefined {
  const entry = typeof id === "string" ? report.get(id) : undefined;
  return isEntry(entry) ? entry : undefined;
}

/** A number that isn't negative; `undefined` for anything else. */
export function countIn(entry: StatsEntry | undefined, member: string): number | undefined {
  const value = entry?.[member];
  return typeof value === "number" && value >= 0 && value < Infinity ? value : undefined;
}

/** Seconds, as webrtc-stats counts, in ms. */
export function millisecondsIn(entry: StatsEntry | undefined, member: string): number | undefined {
  const seconds = countIn(entry, member);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** A text that isn't empty. */
export function textIn(entry: StatsEntry | undefined, member: string): string | undefined {
  const value = entry?.[member];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * The round trip of the candidate pair that carries a stream, ms; `undefined` while it is unknown.
 *
 * @param transportId of the stream; any transport where the browser doesn't say
 */
export function pairRoundTripMs(
  report: StatsReport,
  transportId: string | undefined,
): number | undefined {
  const transport = entryNamed(report, transportId) ?? entriesOf(report, "transport")[0];
  const pair = entryNamed(report, transport?.selectedCandidatePairId) ??
    entriesOf(report, "candidate-pair").find((it) => it.selected === true);
  // Firefox says 0 where nothing was measured yet.
  return pair?.responsesReceived === 0 ? undefined : millisecondsIn(pair, "currentRoundTripTime");
}

/** How often one goes into the other; `undefined` where there is nothing to share among. */
export function quotient(part: number, whole: number): number | undefined {
  return whole > 0 ? Math.max(0, part) / whole : undefined;
}

/** What tells one sample of a stream from another. */
export interface StreamSample {
  /** Tells streams apart: another one counts from zero. */
  readonly stream: string;
  /** The report's own time, ms. */
  readonly atMs: number;
}

/**
 * The earlier sample, where the later one goes on from it.
 *
 * @param counters members that only a new stream sets back
 */
export function baseOf<Sample extends StreamSample>(
  before: Sample | undefined,
  now: Sample,
  counters: readonly { [Key in keyof Sample]: Sample[Key] extends number ? Key : never }[
    keyof Sample
  ][],
): Sample | undefined {
  const continues = before?.stream === now.stream && before.atMs < now.atMs &&
    counters.every((counter) => before[counter] <= now[counter]);
  return continues ? before : undefined;
}

function isEntry(value: unknown): value is StatsEntry {
  return typeof value === "object" && value !== null;
}
