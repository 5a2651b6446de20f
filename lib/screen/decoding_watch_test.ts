import assert from "node:assert/strict";
import { DecodingWatch } from "./decoding_watch.ts";
import { type InboundSample, inboundSample } from "./inbound_stats.ts";
import { CHROMIUM_RECEIVER, reportOf } from "./stats_fixtures.ts";

/** One sample a second of a stream in which so many frames came, and so many were decoded. */
function sample(
  framesReceived: number,
  framesDecoded: number,
  { codec = "H264", stream = "1" } = {},
): InboundSample {
  const real = inboundSample(reportOf(CHROMIUM_RECEIVER)) ?? assert.fail("no sample");
  return { ...real, framesReceived, framesDecoded, codec, stream };
}

function looks(...samples: readonly InboundSample[]): boolean[] {
  const watch = new DecodingWatch();
  return samples.map((it) => watch.look(it));
}

Deno.test("a codec in which frames come for four seconds and none is decoded is told once", () => {
  const samples = [1, 2, 3, 4, 5, 6, 7].map((frames) => sample(frames * 30, 0));
  assert.deepEqual(looks(...samples), [false, false, false, false, true, false, false]);
});

Deno.test("a codec that works is never told, also where nothing moves or all is lost for long", () => {
  const works = [sample(1, 0), sample(2, 1)];
  assert.ok(
    !looks(...works, ...[3, 4, 5, 6, 7, 8].map((frames) => sample(frames, 1))).includes(true),
  );
  const worked = [5, 6, 7, 8, 9, 10].map((frames) => sample(frames, 5));
  assert.ok(!looks(...worked).includes(true), "known to work from the first look");
  const still = Array.from({ length: 9 }, () => sample(1, 0));
  assert.ok(!looks(...still).includes(true));
});

Deno.test("another codec, and another connection, is watched anew", () => {
  const failing = (codec: string, stream = "1") =>
    [1, 2, 3, 4, 5].map((frames) => sample(frames, 0, { codec, stream }));
  const all = looks(sample(9, 9, { codec: "VP9" }), ...failing("H264"), ...failing("AV1", "2"));
  assert.deepEqual(all.flatMap((isTold, index) => isTold ? index : []), [5, 10]);
});
