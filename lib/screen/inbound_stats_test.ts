import assert from "node:assert/strict";
import { assemblyMs, type InboundSample, inboundSample, viewingFacts } from "./inbound_stats.ts";
import { CHROMIUM_RECEIVER, FIREFOX_RECEIVER, reportOf } from "./stats_fixtures.ts";
import type { StatsEntry } from "./stats_report.ts";

const AT = 1_795_328_333_719.567;

function chromium(changes: StatsEntry = {}): InboundSample {
  const sample = inboundSample(reportOf(CHROMIUM_RECEIVER, { "inbound-rtp": changes }));
  assert(sample);
  return sample;
}

const FIRST = chromium();

Deno.test("reads Chromium's report", () => {
  assert.deepEqual(FIRST, {
    stream: "2849222233",
    atMs: AT,
    bytes: 16812 + 6959,
    packetsReceived: 160,
    packetsLost: 0,
    framesReceived: 0,
    framesDecoded: 134,
    framesDropped: 0,
    freezes: 0,
    bufferedMs: 1052.816,
    framesBuffered: 134,
    assembledMs: 0,
    width: 320,
    height: 192,
    framesPerSecond: 16,
    codec: "VP8",
    roundTripMs: 1, // of the selected pair; the other one says 3
  });
});

Deno.test("reads Firefox's report", () => {
  const sample = inboundSample(reportOf(FIREFOX_RECEIVER));
  assert.equal(sample?.codec, "VP8");
  assert.equal(sample?.framesDecoded, 137);
  assert.equal(sample?.bytes, 13024 + 3924);
  assert.equal(sample?.roundTripMs, 0);
});

Deno.test("a browser that says next to nothing makes a sample without next to anything", () => {
  const bare = { id: "I", type: "inbound-rtp", kind: "video", timestamp: 1000 };
  const sample = inboundSample(reportOf([bare]));
  assert(sample);
  assert.equal(sample.stream, "I");
  assert.deepEqual(viewingFacts(sample, { ...sample, atMs: 2000 }, undefined), {
    delayMs: undefined,
    width: 0,
    height: 0,
    framesPerSecond: 0,
    codec: undefined,
    bitsPerSecond: 0,
    roundTripMs: undefined,
    bufferMs: undefined,
    lostPercent: 0,
    framesDropped: 0,
    freezes: 0,
  });
});

Deno.test("no video stream, or one without a time, is no sample", () => {
  assert.equal(inboundSample(new Map()), undefined);
  const changed = (changes: StatsEntry) =>
    inboundSample(reportOf(CHROMIUM_RECEIVER, { "inbound-rtp": changes }));
  assert.equal(changed({ kind: "audio" }), undefined);
  assert.equal(changed({ timestamp: undefined }), undefined);
});

Deno.test("of two streams the one that still gets packets is meant", () => {
  const video = { type: "inbound-rtp", kind: "video", timestamp: 9000 };
  const old = { ...video, id: "A", lastPacketReceivedTimestamp: 100, bytesReceived: 9e9 };
  const live = { ...video, id: "B", lastPacketReceivedTimestamp: 8900 };
  assert.equal(inboundSample(reportOf([old, live]))?.stream, "B");
  assert.equal(inboundSample(reportOf([live, old]))?.stream, "B");
});

Deno.test("rates are the difference of two samples", () => {
  const now = chromium({
    timestamp: AT + 2000,
    bytesReceived: 16812 + 400_000,
    headerBytesReceived: 6959 + 100_000,
    packetsReceived: 160 + 380,
    packetsLost: 20,
    framesDecoded: 134 + 120,
    framesDropped: 3,
    freezeCount: 1,
    jitterBufferDelay: 1.052816 + 3,
    jitterBufferEmittedCount: 134 + 100,
  });
  const facts = viewingFacts(FIRST, now, 42);
  assert.equal(facts.bufferMs?.toFixed(6), "30.000000");
  assert.deepEqual({ ...facts, bufferMs: 30 }, {
    delayMs: 42,
    width: 320,
    height: 192,
    framesPerSecond: 60,
    codec: "VP8",
    bitsPerSecond: 2_000_000,
    roundTripMs: 1,
    bufferMs: 30,
    lostPercent: 5,
    framesDropped: 3,
    freezes: 1,
  });
});

Deno.test("the first sample has averages since the start, and the browser's frame rate", () => {
  const facts = viewingFacts(undefined, chromium({ packetsLost: 40 }), undefined);
  assert.equal(facts.framesPerSecond, 16);
  assert.equal(facts.bitsPerSecond, 0);
  assert.equal(facts.bufferMs, 1052.816 / 134);
  assert.equal(facts.lostPercent, 20);
});

Deno.test("another stream, a counter that went back or a time that stands begin anew", () => {
  const later = { timestamp: AT + 1000 };
  const first = viewingFacts(undefined, FIRST, undefined);
  for (
    const changes of [
      { ...later, ssrc: 7 },
      { ...later, bytesReceived: 3 },
      { ...later, packetsReceived: 3 },
      { ...later, framesDecoded: 3 },
      { ...later, jitterBufferEmittedCount: 3 },
      {},
      { timestamp: AT - 1 },
    ]
  ) {
    const facts = viewingFacts(FIRST, chromium(changes), undefined);
    assert.equal(facts.bitsPerSecond, 0, JSON.stringify(changes));
    assert.equal(facts.framesPerSecond, first.framesPerSecond, JSON.stringify(changes));
    assert((facts.bufferMs ?? 0) > 0, JSON.stringify(changes));
  }
});

Deno.test("the time between a frame's first and last packet is of the frames between samples", () => {
  const before = chromium({ totalAssemblyTime: 1 });
  const now = chromium({ timestamp: AT + 1000, totalAssemblyTime: 1.5, framesDecoded: 134 + 10 });
  assert.equal(assemblyMs(before, now), 50);
  assert.equal(assemblyMs(undefined, now), 1500 / 144);
  assert.equal(assemblyMs(now, chromium({ totalAssemblyTime: 0.134 })), 1, "began anew");
  assert.equal(assemblyMs(now, { ...now, atMs: now.atMs + 1 }), undefined, "no frame came");
});

Deno.test("packets that come after all lose nothing", () => {
  const before = chromium({ packetsLost: 12 });
  const now = chromium({
    timestamp: AT + 1000,
    packetsLost: 10,
    packetsReceived: 200,
    framesDecoded: 164,
  });
  const { lostPercent, framesPerSecond } = viewingFacts(before, now, undefined);
  assert.equal(lostPercent, 0);
  assert.equal(framesPerSecond, 30, "the samples still belong together");
  assert.equal(chromium({ packetsLost: -3 }).packetsLost, 0);
});

Deno.test("a picture that stands still is no division by nothing", () => {
  const facts = viewingFacts(FIRST, chromium({ timestamp: AT + 1000 }), undefined);
  assert.equal(facts.framesPerSecond, 0);
  assert.equal(facts.bitsPerSecond, 0);
  assert.equal(facts.bufferMs, undefined);
  assert.equal(facts.lostPercent, 0);
});
