import assert from "node:assert/strict";
import { ProgressMeter } from "./progress_meter.ts";

Deno.test("ProgressMeter says no speed before it has seen enough", () => {
  const meter = new ProgressMeter();
  meter.sample(0, 0, 100);
  assert.deepEqual(meter.sample(500, 50, 100), {
    doneBytes: 50,
    totalBytes: 100,
    bytesPerSecond: 0,
    secondsLeft: undefined,
  });
});

Deno.test("ProgressMeter averages over the last seconds only", () => {
  const meter = new ProgressMeter();
  for (let second = 0; second <= 20; second++) {
    meter.sample(second * 1000, second <= 10 ? 0 : (second - 10) * 100, 10_000);
  }
  assert.equal(meter.sample(21_000, 1_100, 10_000).bytesPerSecond, 100);
});

Deno.test("ProgressMeter knows no time left while nothing moves", () => {
  const meter = new ProgressMeter();
  meter.sample(0, 10, 100);
  const progress = meter.sample(6_000, 10, 100);
  assert.equal(progress.bytesPerSecond, 0);
  assert.equal(progress.secondsLeft, undefined);
});
