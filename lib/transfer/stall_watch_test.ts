import assert from "node:assert/strict";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { StallWatch } from "./stall_watch.ts";
import { STALL_FAIL_MS, STALL_RESEND_MS } from "./limits.ts";

function setUp() {
  const clock = new FakeClock();
  const told: string[] = [];
  const watch = new StallWatch(clock, {
    onResend: () => told.push("resend"),
    onFail: () => told.push("fail"),
  });
  return { clock, told, watch };
}

Deno.test("StallWatch tells of each standstill to resend, and then once that it failed", () => {
  const { clock, told, watch } = setUp();
  watch.start();
  clock.advance(STALL_RESEND_MS - 1);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ["resend"]);
  clock.advance(STALL_FAIL_MS - STALL_RESEND_MS - 1);
  const resends = Math.ceil(STALL_FAIL_MS / STALL_RESEND_MS) - 1;
  assert.deepEqual(told, Array(resends).fill("resend"));
  clock.advance(1);
  assert.deepEqual(told, [...Array(resends).fill("resend"), "fail"]);
  assert.equal(clock.pendingTasks, 0);
  clock.advance(10 * STALL_FAIL_MS);
  assert.equal(told.length, resends + 1);
});

Deno.test("StallWatch is silent while something progresses, however little", () => {
  const { clock, told, watch } = setUp();
  watch.start();
  for (let count = 0; count < 100; count++) {
    clock.advance(STALL_RESEND_MS - 1);
    watch.progressed();
  }
  assert.deepEqual(told, []);
});

Deno.test("StallWatch tells of a standstill within two of its looks", () => {
  const { clock, told, watch } = setUp();
  watch.start();
  clock.advance(STALL_RESEND_MS / 2);
  watch.progressed();
  clock.advance(2 * STALL_RESEND_MS - STALL_RESEND_MS / 2);
  assert.deepEqual(told, ["resend"]);
});

Deno.test("StallWatch counts from the last progress, not from the last resend", () => {
  const { clock, told, watch } = setUp();
  watch.start();
  for (let count = 0; count < 20; count++) {
    clock.advance(STALL_FAIL_MS - STALL_RESEND_MS);
    watch.progressed();
  }
  assert.ok(!told.includes("fail"));
  clock.advance(STALL_FAIL_MS + STALL_RESEND_MS);
  assert.equal(told.at(-1), "fail");
});

Deno.test("StallWatch doesn't resend while something is active, and fails though where nothing progresses", () => {
  const { clock, told, watch } = setUp();
  watch.start();
  for (let passed = 0; passed < STALL_FAIL_MS - 5_000; passed += 5_000) {
    assert.deepEqual(told, []);
    clock.advance(5_000);
    watch.active();
  }
  clock.advance(5_000);
  assert.deepEqual(told, ["fail"]);
  assert.equal(clock.pendingTasks, 0);
});

Deno.test("StallWatch resends again only after as long a standstill as the first", () => {
  const { clock, told, watch } = setUp();
  watch.start();
  clock.advance(STALL_RESEND_MS);
  clock.advance(STALL_RESEND_MS - 1);
  watch.active();
  clock.advance(1);
  assert.deepEqual(told, ["resend"]);
  clock.advance(STALL_RESEND_MS);
  assert.deepEqual(told, ["resend", "resend"]);
});

Deno.test("StallWatch that is stopped tells nothing and leaves no timer", () => {
  const { clock, told, watch } = setUp();
  watch.stop();
  watch.start();
  clock.advance(STALL_RESEND_MS - 1);
  watch.stop();
  watch.stop();
  assert.equal(clock.pendingTasks, 0);
  clock.advance(2 * STALL_FAIL_MS);
  assert.deepEqual(told, []);
});

Deno.test("StallWatch that is started again counts from then, with one timer", () => {
  const { clock, told, watch } = setUp();
  watch.start();
  clock.advance(STALL_FAIL_MS - 1);
  told.length = 0;
  watch.start();
  watch.start();
  assert.equal(clock.pendingTasks, 1);
  clock.advance(STALL_FAIL_MS - 1);
  assert.ok(!told.includes("fail"));
  clock.advance(1);
  assert.equal(told.at(-1), "fail");
});

Deno.test("StallWatch may be stopped by what it calls", () => {
  const clock = new FakeClock();
  let resends = 0;
  const watch: StallWatch = new StallWatch(clock, {
    onResend: () => {
      resends++;
      watch.stop();
    },
    onFail: () => assert.fail("failed after it was stopped"),
  });
  watch.start();
  clock.advance(2 * STALL_FAIL_MS);
  assert.equal(resends, 1);
  assert.equal(clock.pendingTasks, 0);
});

Deno.test("StallWatch without onResend only fails", () => {
  const clock = new FakeClock();
  let failed = 0;
  new StallWatch(clock, { onFail: () => failed++ }).start();
  clock.advance(STALL_FAIL_MS);
  assert.equal(failed, 1);
});
