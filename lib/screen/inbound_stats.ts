import type { ViewingFacts } from "./screen_facts.ts";
import {
  baseOf,
  millisecondsIn,
  pictureFacts,
  quotient,
  type StatsReport,
  type VideoSample,
  videoStream,
} from "./stats_report.ts";

/** The counters of a received video stream at one moment (W3C webrtc-stats §8.4); totals. */
export interface InboundSample extends VideoSample {
  readonly packetsReceived: number;
  /** Goes down when a packet that was given up comes after all. */
  readonly packetsLost: number;
  /** Whole frames that came, decoded or not; 0 where the browser doesn't say. */
  readonly framesReceived: number;
  readonly framesDecoded: number;
  readonly framesDropped: number;
  readonly freezes: number;
  /** Ms that frames have waited in the jitter buffer, together. */
  readonly bufferedMs: number;
  readonly framesBuffered: number;
  /** Ms from first to last packet of all frames that came in more than one, together. */
  readonly assembledMs: number;
}

/** Counters that only a new stream sets back. */
const COUNTERS = ["bytes", "packetsReceived", "framesDecoded", "framesBuffered"] as const;

/**
 * Reads the received video stream from a report of `RTCPeerConnection.getStats()` or
 * `RTCRtpReceiver.getStats()`; `undefined` while there is none. A member that a browser lacks counts
 * as 0 where it is a total.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const video = { id: "I", type: "inbound-rtp", kind: "video", ssrc: 1, timestamp: 5000 };
 * const report = new Map([["I", { ...video, bytesReceived: 900 }]]);
 * assert.equal(inboundSample(report)?.bytes, 900);
 * assert.equal(inboundSample(new Map()), undefined);
 * ```
 */
export function inboundSample(report: StatsReport): InboundSample | undefined {
  // A stream that a new negotiation replaced may stay in the report: the one that lives is meant.
  const read = videoStream(report, "inbound-rtp", "lastPacketReceivedTimestamp");
  if (!read) return undefined;
  const { entry, count, sample } = read;
  return {
    ...sample,
    bytes: count("bytesReceived") + count("headerBytesReceived"),
    packetsReceived: count("packetsReceived"),
    packetsLost: count("packetsLost"),
    framesReceived: count("framesReceived"),
    framesDecoded: count("framesDecoded"),
    framesDropped: count("framesDropped"),
    freezes: count("freezeCount"),
    bufferedMs: millisecondsIn(entry, "jitterBufferDelay") ?? 0,
    framesBuffered: count("jitterBufferEmittedCount"),
    assembledMs: millisecondsIn(entry, "totalAssemblyTime") ?? 0,
  };
}

/**
 * What a viewer is shown, as the difference of two samples. Without an earlier one, or where it is
 * of another stream, as after a reconnect, averages are since the stream began, the frame rate is
 * the browser's own, and the bit rate is 0 until the next sample.
 *
 * @param frameDelayMs from capture to screen
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const video = { id: "I", type: "inbound-rtp", kind: "video", ssrc: 1 };
 * const at = (timestamp: number, framesDecoded: number) =>
 *   inboundSample(new Map([["I", { ...video, timestamp, framesDecoded }]]));
 * const [before, now] = [at(1000, 60), at(2000, 90)];
 * assert(now);
 * assert.equal(viewingFacts(before, now, undefined).framesPerSecond, 30);
 * ```
 */
export function viewingFacts(
  before: InboundSample | undefined,
  now: InboundSample,
  frameDelayMs: number | undefined,
): ViewingFacts {
  const from = baseOf(before, now, COUNTERS);
  const lost = now.packetsLost - (from?.packetsLost ?? 0);
  const received = now.packetsReceived - (from?.packetsReceived ?? 0);
  return {
    ...pictureFacts(from, now, now.framesDecoded - (from?.framesDecoded ?? 0)),
    delayMs: frameDelayMs,
    bufferMs: quotient(
      now.bufferedMs - (from?.bufferedMs ?? 0),
      now.framesBuffered - (from?.framesBuffered ?? 0),
    ),
    lostPercent: 100 * (quotient(lost, lost + received) ?? 0),
    framesDropped: now.framesDropped,
    freezes: now.freezes,
  };
}

/**
 * Ms from a frame's first to its last packet, on average between two samples: what the line, and the
 * sender's pace, take for its bytes. For a viewer's estimate of its delay; `undefined` where no frame
 * came.
 */
export function assemblyMs(
  before: InboundSample | undefined,
  now: InboundSample,
): number | undefined {
  const from = baseOf(before, now, COUNTERS);
  return quotient(
    now.assembledMs - (from?.assembledMs ?? 0),
    now.framesDecoded - (from?.framesDecoded ?? 0),
  );
}
