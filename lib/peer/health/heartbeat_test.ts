import assert from "node:assert/strict";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { Heartbeat, type HeartbeatTick } from "./heartbeat.ts";

function fixture() {
  const clock = new FakeClock();
  const ticks: HeartbeatTick[] = [];
  // A machine that sleeps wakes up with its timers late: the clock runs on, nothing else does.
  const asleep = { ms: 0 };
  const heartbeat = new Heartbeat(
    {
      now: () => clock.now() + asleep.ms,
      after: (ms, run) => clock.after(ms, run),
    },
    (tick) => ticks.push(tick),
  );
  heartbeat.start();
  return { clock, heartbeat, ticks, asleep };
}

Deno.test("ticks twice a second and counts the silence", () => {
  const { clock, ticks } = fixture();
  clock.advance(1_500);
  assert.deepEqual(ticks.map(({ silentMs }) => silentMs), [500, 1_000, 1_500]);
});

Deno.test("anything heard starts the count again", () => {
  const { clock, heartbeat, ticks } = fixture();
  clock.advance(1_250);
  heartbeat.heard();
  clock.advance(500);
  assert.equal(ticks.at(-1)?.silentMs, 250);
});

Deno.test("a timer that is 20 s late blames this side's sleep and not the peer", () => {
  const { clock, ticks, asleep } = fixture();
  clock.advance(400);
  asleep.ms = 20_000;
  clock.advance(100);
  assert.deepEqual(ticks, [{ silentMs: 0, slept: true }]);
  clock.advance(2_000);
  assert.deepEqual(ticks.at(-1), { silentMs: 2_000, slept: false });
});

Deno.test("a background tab's timer, a second late, still counts the silence", () => {
  const { clock, ticks, asleep } = fixture();
  for (let tick = 1; tick <= 3; tick++) {
    asleep.ms = tick * 1_000;
    clock.advance(500);
  }
  assert.deepEqual(ticks.at(-1), { silentMs: 4_500, slept: false });
});

Deno.test("a page that is shown again needn't wait for its timer to hear that it slept", () => {
  const { heartbeat, ticks, asleep, clock } = fixture();
  asleep.ms = 20_000;
  heartbeat.tickNow();
  assert.deepEqual(ticks, [{ silentMs: 0, slept: true }]);
  assert.equal(clock.pendingTasks, 1);
});

Deno.test("stop leaves no timer, also from inside a tick", () => {
  const clock = new FakeClock();
  const heartbeat = new Heartbeat(clock, () => heartbeat.stop());
  heartbeat.start();
  clock.advance(5_000);
  assert.equal(clock.pendingTasks, 0);
});
