import type { PictureFacts, SendingFacts, SendingLimit } from "./screen_facts.ts";
import {
  baseOf,
  entryNamed,
  millisecondsIn,
  pictureFacts,
  quotient,
  type StatsReport,
  type VideoSample,
  videoStream,
} from "./stats_report.ts";

/** The counters of a sent video stream at one moment (W3C webrtc-stats §8.6); totals. */
export interface OutboundSample extends VideoSample {
  readonly packets: number;
  readonly framesEncoded: number;
  /** Ms that all frames together took to encode; `undefined` where the browser doesn't say. */
  readonly encodedMs: number | undefined;
  /** Ms that all packets together waited to be sent; `undefined` in Firefox. */
  readonly delayedMs: number | undefined;
  readonly limit: SendingLimit;
}

/** What one viewer is sent. */
export interface ViewerSending extends PictureFacts {
  /** What keeps the picture from being better. */
  readonly limit: SendingLimit;
  /** Ms that a frame takes to encode, on average. */
  readonly encodeMs: number | undefined;
  /** Ms that a packet waits in the browser before it is sent, on average. */
  readonly sendDelayMs: number | undefined;
}

/** Counters that only a new stream sets back. */
const COUNTERS = ["bytes", "packets", "framesEncoded"] as const;

/**
 * Reads the sent video stream from a report of a viewer's connection; `undefined` while there is
 * none. Of several, as after a new negotiation, the one that sends most frames is meant.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const video = { id: "O", type: "outbound-rtp", kind: "video", ssrc: 1, timestamp: 5000 };
 * const report = new Map([["O", { ...video, qualityLimitationReason: "cpu" }]]);
 * assert.equal(outboundSample(report)?.limit, "cpu");
 * assert.equal(outboundSample(new Map()), undefined);
 * ```
 */
export function outboundSample(report: StatsReport): OutboundSample | undefined {
  const read = videoStream(report, "outbound-rtp", "framesPerSecond");
  if (!read) return undefined;
  const { entry, count, sample } = read;
  return {
    ...sample,
    bytes: count("bytesSent") + count("headerBytesSent"),
    packets: count("packetsSent"),
    framesEncoded: count("framesEncoded"),
    encodedMs: millisecondsIn(entry, "totalEncodeTime"),
    delayedMs: millisecondsIn(entry, "totalPacketSendDelay"),
    limit: limitOf(entry.qualityLimitationReason),
    // RTCP measures the stream's own way; the candidate pair knows before the first report is back.
    roundTripMs: millisecondsIn(entryNamed(report, entry.remoteId), "roundTripTime") ??
      sample.roundTripMs,
  };
}

function limitOf(reason: unknown): SendingLimit {
  // Firefox says nothing, and "other" is nothing that anybody could change.
  return reason === "cpu" || reason === "bandwidth" ? reason : "none";
}

/**
 * What one viewer is sent, as the difference of two samples. Without an earlier one, or where it is
 * of another stream, averages are since the stream began, the frame rate is the browser's own, and
 * the bit rate is 0 until the next sample.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const video = { id: "O", type: "outbound-rtp", kind: "video", ssrc: 1 };
 * const at = (timestamp: number, framesEncoded: number, totalEncodeTime: number) =>
 *   outboundSample(new Map([["O", { ...video, timestamp, framesEncoded, totalEncodeTime }]]));
 * const [before, now] = [at(1000, 60, 0.5), at(2000, 90, 0.8)];
 * assert(now);
 * const { framesPerSecond, encodeMs } = viewerSending(before, now);
 * assert.equal(framesPerSecond, 30);
 * assert.equal(Math.round(encodeMs ?? 0), 10);
 * ```
 */
export function viewerSending(
  before: OutboundSample | undefined,
  now: OutboundSample,
): ViewerSending {
  const from = baseOf(before, now, COUNTERS);
  const frames = now.framesEncoded - (from?.framesEncoded ?? 0);
  const packets = now.packets - (from?.packets ?? 0);
  return {
    ...pictureFacts(from, now, frames),
    limit: now.limit,
    encodeMs: average(from?.encodedMs, now.encodedMs, frames),
    sendDelayMs: average(from?.delayedMs, now.delayedMs, packets),
  };
}

/**
 * All viewers together: the largest picture with its codec, the highest frame rate of any, the bits
 * of all. `undefined` while nobody is sent a picture.
 */
export function sendingFacts(viewers: Iterable<ViewerSending>): SendingFacts | undefined {
  let best: ViewerSending | undefined;
  let framesPerSecond = 0;
  let bitsPerSecond = 0;
  for (const viewer of viewers) {
    framesPerSecond = Math.max(framesPerSecond, viewer.framesPerSecond);
    bitsPerSecond += viewer.bitsPerSecond;
    if (areaOf(viewer) > (best ? areaOf(best) : 0)) best = viewer;
  }
  if (best === undefined) return undefined;
  const { width, height, codec } = best;
  return { width, height, codec, framesPerSecond, bitsPerSecond };
}

/**
 * Ms that a frame spends at the sender after capture: encoding and waiting for the line. For a
 * viewer's estimate of its delay; `undefined` where the browser tells neither.
 */
export function senderDelayMs(sending: ViewerSending): number | undefined {
  const { encodeMs, sendDelayMs } = sending;
  if (encodeMs === undefined && sendDelayMs === undefined) return undefined;
  return (encodeMs ?? 0) + (sendDelayMs ?? 0);
}

function average(
  fromTotal: number | undefined,
  total: number | undefined,
  count: number,
): number | undefined {
  return total === undefined ? undefined : quotient(total - (fromTotal ?? 0), count);
}

function areaOf({ width, height }: ViewerSending): number {
  return width * height;
}
