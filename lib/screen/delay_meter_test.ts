import assert from "node:assert/strict";
import { DelayMeter } from "./delay_meter.ts";

/** A meter that was shown one frame for each delay, ms. */
function metered(...delays: readonly number[]): DelayMeter {
  const meter = new DelayMeter();
  for (const delay of delays) {
    meter.frameShown({ captureTime: 5000 - delay, expectedDisplayTime: 5000 });
  }
  return meter;
}

Deno.test("a frame's capture time makes the delay exact, whatever the parts say", () => {
  const meter = new DelayMeter();
  meter.frameShown({ captureTime: 900, receiveTime: 990, expectedDisplayTime: 1000 });
  assert.deepEqual(meter.take({ senderMs: 5, roundTripMs: 5 }), { delayMs: 100, isExact: true });
});

Deno.test("the median: a slow key frame doesn't count, and two middle frames share", () => {
  assert.equal(metered(40, 900, 42, 41, 43).take()?.delayMs, 42);
  assert.equal(metered(40, 50).take()?.delayMs, 45);
  assert.equal(metered(9, 100).take()?.delayMs, 54.5, "ordered as numbers, not as text");
});

Deno.test("each answer is of the frames since the last", () => {
  const meter = metered(500, 500, 500);
  meter.frameShown({ captureTime: 0, receiveTime: 10, expectedDisplayTime: 500 });
  meter.take();
  assert.equal(meter.take({ roundTripMs: 10 }), undefined);
  meter.frameShown({ captureTime: 0, expectedDisplayTime: 30 });
  assert.equal(meter.take()?.delayMs, 30);
});

Deno.test("only the newest 120 frames are remembered", () => {
  // One more old frame would make the middle 900, one less 100.
  const meter = metered(...Array(500).fill(900), ...Array(60).fill(100));
  assert.equal(meter.take()?.delayMs, 500);
});

Deno.test("without capture times it is added up from the parts", () => {
  const meter = new DelayMeter();
  for (const receiveTime of [970, 990, 980]) {
    meter.frameShown({ receiveTime, expectedDisplayTime: 1000 });
  }
  const parts = { senderMs: 12, roundTripMs: 50, assemblyMs: 100 };
  assert.deepEqual(meter.take(parts), { delayMs: 157, isExact: false });
});

Deno.test("an unknown part counts as nothing, an unknown round trip makes it unknown", () => {
  const frame = { receiveTime: 980, expectedDisplayTime: 1000 };
  const meter = new DelayMeter();
  meter.frameShown(frame);
  assert.deepEqual(meter.take({ roundTripMs: 50 }), { delayMs: 45, isExact: false });
  meter.frameShown(frame);
  assert.equal(meter.take({ senderMs: 12, assemblyMs: 5 }), undefined);
  assert.equal(meter.take({ roundTripMs: 50 }), undefined, "the frame was used up");
  meter.frameShown({ expectedDisplayTime: 1000 });
  assert.equal(meter.take({ roundTripMs: 50 }), undefined);
});

Deno.test("implausible delays are dropped, one alone and among others", () => {
  for (const delay of [-20.1, -5000, 60_001, NaN, Infinity]) {
    assert.equal(metered(delay).take(), undefined, String(delay));
    assert.equal(metered(delay, 30, delay, delay).take()?.delayMs, 30, String(delay));
  }
  assert.equal(metered(60_000).take()?.delayMs, 60_000);
});

Deno.test("a frame seen a little too early by a wrong clock is shown without delay", () => {
  assert.equal(metered(-20).take()?.delayMs, 0);
  assert.equal(metered(-10, -4, 30).take()?.delayMs, 0, "the middle one counts");
  const meter = new DelayMeter();
  meter.frameShown({ receiveTime: 1004, expectedDisplayTime: 1000 });
  assert.equal(meter.take({ roundTripMs: 10 })?.delayMs, 5);
});

Deno.test("an implausible capture time leaves the estimate", () => {
  const meter = new DelayMeter();
  meter.frameShown({ captureTime: 9e9, receiveTime: 980, expectedDisplayTime: 1000 });
  assert.deepEqual(meter.take({ roundTripMs: 20 }), { delayMs: 30, isExact: false });
});
