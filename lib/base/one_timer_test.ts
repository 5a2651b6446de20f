import assert from "node:assert/strict";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { OneTimer } from "./one_timer.ts";

Deno.test("OneTimer does what was set last, once", () => {
  const clock = new FakeClock();
  const timer = new OneTimer(clock);
  const done: string[] = [];
  timer.set(1_000, () => done.push("first"));
  clock.advance(999);
  timer.set(1_000, () => done.push("second"));
  clock.advance(10_000);
  assert.deepEqual(done, ["second"]);
});

Deno.test("OneTimer does nothing once it is cancelled, and can be set again", () => {
  const clock = new FakeClock();
  const timer = new OneTimer(clock);
  const done: string[] = [];
  timer.cancel();
  timer.set(1_000, () => done.push("cancelled"));
  timer.cancel();
  timer.cancel();
  assert.equal(clock.pendingTasks, 0);
  timer.set(1_000, () => done.push("again"));
  clock.advance(1_000);
  assert.deepEqual(done, ["again"]);
});

Deno.test("OneTimer can be set by its own task, as what is done again and again is", () => {
  const clock = new FakeClock();
  const timer = new OneTimer(clock);
  let rounds = 0;
  const again = () => timer.set(1_000, () => ++rounds < 3 && again());
  again();
  clock.advance(1_000);
  clock.advance(1_000);
  clock.advance(1_000);
  assert.deepEqual([rounds, clock.pendingTasks], [3, 0]);
});
