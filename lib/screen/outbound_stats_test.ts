import assert from "node:assert/strict";
import {
  type OutboundSample,
  outboundSample,
  senderDelayMs,
  sendingFacts,
  type ViewerSending,
  viewerSending,
} from "./outbound_stats.ts";
import { CHROMIUM_SENDER, FIREFOX_SENDER, reportOf } from "./stats_fixtures.ts";
import type { StatsEntry } from "./stats_report.ts";

const AT = 1_795_328_333_707.565;

function chromium(changes: StatsEntry = {}): OutboundSample {
  const sample = outboundSample(reportOf(CHROMIUM_SENDER, { "outbound-rtp": changes }));
  assert(sample);
  return sample;
}

const FIRST = chromium();

Deno.test("reads Chromium's report", () => {
  assert.deepEqual({ ...FIRST, roundTripMs: FIRST.roundTripMs?.toFixed(3) }, {
    stream: "2849222233",
    atMs: AT,
    bytes: 16812 + 6959,
    packets: 160,
    framesEncoded: 134,
    encodedMs: 140,
    delayedMs: 51.577,
    width: 320,
    height: 192,
    framesPerSecond: 17,
    codec: "VP8",
    limit: "none",
    roundTripMs: "2.167",
  });
});

Deno.test("reads Firefox's report, which tells neither the limit nor the packets' delay", () => {
  const sample = outboundSample(reportOf(FIREFOX_SENDER));
  assert.equal(sample?.limit, "none");
  assert.equal(sample?.delayedMs, undefined);
  assert.equal(sample?.encodedMs, 88);
  assert.equal(sample?.codec, "VP8");
  assert.equal(sample?.roundTripMs, 1);
});

Deno.test("before the other side's first report the candidate pair has the round trip", () => {
  const report = reportOf(CHROMIUM_SENDER, { "remote-inbound-rtp": { roundTripTime: undefined } });
  assert.equal(outboundSample(report)?.roundTripMs, 1);
});

Deno.test("the limit is what the browser says, where that is something one can change", () => {
  for (const reason of ["none", "cpu", "bandwidth"] as const) {
    assert.equal(chromium({ qualityLimitationReason: reason }).limit, reason);
  }
  for (const reason of ["other", undefined, 5]) {
    assert.equal(chromium({ qualityLimitationReason: reason }).limit, "none");
  }
});

Deno.test("no video stream, a stopped one, or one without a time, is no sample", () => {
  assert.equal(outboundSample(new Map()), undefined);
  const changed = (changes: StatsEntry) =>
    outboundSample(reportOf(CHROMIUM_SENDER, { "outbound-rtp": changes }));
  assert.equal(changed({ kind: "audio" }), undefined);
  assert.equal(changed({ active: false }), undefined);
  assert.equal(changed({ timestamp: undefined }), undefined);
});

Deno.test("of two streams the one that sends frames is meant", () => {
  const video = { type: "outbound-rtp", kind: "video", timestamp: 9000 };
  const old = { ...video, id: "A", bytesSent: 9e9 };
  const live = { ...video, id: "B", framesPerSecond: 30 };
  assert.equal(outboundSample(reportOf([old, live]))?.stream, "B");
  assert.equal(outboundSample(reportOf([live, old]))?.stream, "B");
});

Deno.test("rates are the difference of two samples", () => {
  const now = chromium({
    timestamp: AT + 2000,
    bytesSent: 16812 + 400_000,
    headerBytesSent: 6959 + 100_000,
    packetsSent: 160 + 400,
    framesEncoded: 134 + 60,
    totalEncodeTime: 0.14 + 0.6,
    totalPacketSendDelay: 0.051577 + 1,
    qualityLimitationReason: "cpu",
  });
  const sending = viewerSending(FIRST, now);
  assert.equal(sending.encodeMs?.toFixed(6), "10.000000");
  assert.equal(sending.sendDelayMs?.toFixed(6), "2.500000");
  assert.equal(senderDelayMs(sending)?.toFixed(6), "12.500000");
  assert.equal(sending.framesPerSecond, 30);
  assert.equal(sending.bitsPerSecond, 2_000_000);
  assert.equal(sending.limit, "cpu");
  assert.deepEqual([sending.width, sending.height, sending.codec], [320, 192, "VP8"]);
  assert.equal(sending.roundTripMs, FIRST.roundTripMs);
});

Deno.test("the first sample has averages since the start, and the browser's frame rate", () => {
  const sending = viewerSending(undefined, FIRST);
  assert.equal(sending.encodeMs, 140 / 134);
  assert.equal(sending.framesPerSecond, 17);
  assert.equal(sending.bitsPerSecond, 0);
});

Deno.test("another stream, a counter that went back or a time that stands begin anew", () => {
  const later = { timestamp: AT + 1000 };
  for (
    const changes of [
      { ...later, ssrc: 7 },
      { ...later, bytesSent: 3 },
      { ...later, packetsSent: 3 },
      { ...later, framesEncoded: 3 },
      {},
      { timestamp: AT - 1 },
    ]
  ) {
    const sending = viewerSending(FIRST, chromium(changes));
    assert.equal(sending.bitsPerSecond, 0, JSON.stringify(changes));
    assert.equal(sending.framesPerSecond, 17, JSON.stringify(changes));
    assert((sending.encodeMs ?? 0) > 0, JSON.stringify(changes));
  }
});

Deno.test("a screen that stands still is no division by nothing", () => {
  const sending = viewerSending(FIRST, chromium({ timestamp: AT + 1000 }));
  assert.equal(sending.framesPerSecond, 0);
  assert.equal(sending.bitsPerSecond, 0);
  assert.equal(sending.encodeMs, undefined);
  assert.equal(sending.sendDelayMs, undefined);
  assert.equal(senderDelayMs(sending), undefined);
});

Deno.test("a sender that tells only one part of its delay has that part", () => {
  const sending = viewerSending(undefined, FIRST);
  assert.equal(senderDelayMs({ ...sending, encodeMs: 4, sendDelayMs: undefined }), 4);
  assert.equal(senderDelayMs({ ...sending, encodeMs: undefined, sendDelayMs: 3 }), 3);
});

function viewer(sending: Partial<ViewerSending>): ViewerSending {
  return { ...viewerSending(undefined, FIRST), ...sending };
}

Deno.test("all viewers together: the best picture, the most frames, all bits", () => {
  const small = viewer({
    width: 640,
    height: 360,
    codec: "VP8",
    framesPerSecond: 30,
    bitsPerSecond: 1,
  });
  const large = viewer({
    width: 1920,
    height: 1080,
    codec: "AV1",
    framesPerSecond: 20,
    bitsPerSecond: 5,
  });
  const both = { width: 1920, height: 1080, codec: "AV1", framesPerSecond: 30, bitsPerSecond: 6 };
  assert.deepEqual(sendingFacts([small, large]), both);
  assert.deepEqual(sendingFacts([large, small]), both);
});

Deno.test("nobody, or nobody with a picture yet, is sent nothing", () => {
  assert.equal(sendingFacts([]), undefined);
  assert.equal(sendingFacts([viewer({ width: 0, height: 0 })]), undefined);
});
