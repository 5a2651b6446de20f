/**
 * Reading what `getStats()` gives (W3C webrtc-stats), where each browser leaves out other members.
 * @module
 */

import { codecNameOf } from "./screen_encoding.ts";
import type { PictureFacts } from "./screen_facts.ts";

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

/** A video stream at one moment, whichever way it goes. */
export interface VideoSample {
  /** Tells streams apart: another one counts from zero. */
  readonly stream: string;
  /** The report's own time, ms. */
  readonly atMs: number;
  /** Payload and RTP headers, repairs included; a total. */
  readonly bytes: number;
  /** 0 before the first frame. */
  readonly width: number;
  readonly height: number;
  /** The browser's own count of the last second. */
  readonly framesPerSecond: number | undefined;
  readonly codec: string | undefined;
  readonly roundTripMs: number | undefined;
}

/** A stream's entry, and what is read of it whichever way it goes. */
export interface ReadStream {
  readonly entry: StatsEntry;
  /** A total of the entry; 0 where a browser lacks it. */
  readonly count: (member: string) => number;
  readonly sample: Omit<VideoSample, "bytes">;
}

/**
 * Finds the video stream of a report; `undefined` while there is none.
 *
 * @param newest of several, as after a new negotiation, the one is meant in which this member is highest
 */
export function videoStream(
  report: StatsReport,
  type: "inbound-rtp" | "outbound-rtp",
  newest: string,
): ReadStream | undefined {
  const videos = entriesOf(report, type).filter((it) => it.kind === "video" && it.active !== false);
  const rank = (it: StatsEntry) => countIn(it, newest) ?? 0;
  const entry = videos.toSorted((a, b) => rank(b) - rank(a))[0];
  const atMs = countIn(entry, "timestamp");
  if (entry === undefined || atMs === undefined) return undefined;
  const count = (member: string) => countIn(entry, member) ?? 0;
  const mimeType = textIn(entryNamed(report, entry.codecId), "mimeType");
  const sample = {
    stream: String(entry.ssrc ?? entry.id),
    atMs,
    width: count("frameWidth"),
    height: count("frameHeight"),
    framesPerSecond: countIn(entry, "framesPerSecond"),
    codec: mimeType && codecNameOf(mimeType),
    roundTripMs: pairRoundTripMs(report, textIn(entry, "transportId")),
  };
  return { entry, count, sample };
}

/**
 * The picture, as the difference of two samples. Without an earlier one the frame rate is the browser's
 * own, and the bit rate is 0 until the next sample.
 *
 * @param frames between the two
 */
export function pictureFacts(
  from: VideoSample | undefined,
  now: VideoSample,
  frames: number,
): PictureFacts {
  const { width, height, codec, roundTripMs } = now;
  const seconds = from ? (now.atMs - from.atMs) / 1000 : 0;
  return {
    width,
    height,
    framesPerSecond: quotient(frames, seconds) ?? now.framesPerSecond ?? 0,
    codec,
    bitsPerSecond: quotient(8 * (now.bytes - (from?.bytes ?? 0)), seconds) ?? 0,
    roundTripMs,
  };
}

/**
 * The earlier sample, where the later one goes on from it.
 *
 * @param counters members that only a new stream sets back
 */
export function baseOf<Sample extends VideoSample>(
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
