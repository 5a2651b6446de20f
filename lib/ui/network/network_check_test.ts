import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { ConnectivityCheckOptions } from "../../peer/ice/connectivity_check.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { TrackedTarget } from "../../testing/fakes/tracked_target.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { checkNetwork } from "./network_check.ts";

/** What a browser knows of the permission; a test says what the reader answers. */
class FakeStatus extends TrackedTarget {
  state: PermissionState;

  constructor(state: PermissionState) {
    super();
    this.state = state;
  }

  become(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

/** A check in a browser that has the permission in that state, or none. */
async function checking(
  state: PermissionState | undefined,
  { hasGesture = false, hasBegun = false } = {},
) {
  const clock = new FakeClock();
  const connects = signal(hasBegun);
  const status = new FakeStatus(state ?? "granted");
  const life = new AbortController();
  const checks: ConnectivityCheckOptions[] = [];
  const check = checkNetwork({
    servers: [{ urls: ["stun:a.example"] }],
    iceTransportPolicy: "all",
    clock,
    signal: life.signal,
    onVerdict: () => {},
    connects,
    hasGesture: () => hasGesture,
    permissions: {
      query: () =>
        state === undefined
          ? Promise.reject(new TypeError("not a valid enum value"))
          : Promise.resolve(status as unknown as PermissionStatus),
    },
    check: (options) => checks.push(options),
  });
  await settle();
  return { status, life, checks, check, clock, connects };
}

for (
  const [state, before, what] of [
    [undefined, {}, "nobody asks"],
    ["granted", {}, "the reader said yes"],
    ["denied", {}, "the reader said no"],
    ["prompt", { hasGesture: true }, "the reader will be asked, and pressed something"],
    ["prompt", { hasBegun: true }, "the reader will be asked, as the page connects"],
  ] as const
) {
  Deno.test(`the network is checked at once where ${what}`, async () => {
    const { check, checks } = await checking(state, before);
    assert.equal(checks.length, 1);
    assert.equal(check.isWaiting.value, false);
    assert.equal(check.localNetwork.value, state);
    check.begin();
    assert.equal(checks.length, 1, "checked twice");
  });
}

Deno.test("nothing is gathered before the reader asks for it, where the browser would ask them", async () => {
  const { check, checks } = await checking("prompt");
  assert.deepEqual([checks.length, check.isWaiting.value], [0, true]);
  assert.equal(check.localNetwork.value, "prompt");
  check.begin();
  check.begin();
  assert.deepEqual([checks.length, check.isWaiting.value], [1, false]);
});

Deno.test("a check that waits begins with the page's own connection, and out of its way", async () => {
  const { check, checks, clock, connects } = await checking("prompt");
  connects.value = true;
  clock.advance(399);
  assert.deepEqual([checks.length, check.isWaiting.value], [0, true]);
  clock.advance(1);
  assert.deepEqual([checks.length, check.isWaiting.value], [1, false]);
});

for (const answer of ["granted", "denied"] as const) {
  Deno.test(`a check that waits begins where the reader's answer is known to be ${answer}`, async () => {
    const { check, checks, status } = await checking("prompt");
    status.become(answer);
    assert.deepEqual([checks.length, check.isWaiting.value], [1, false]);
    assert.equal(check.localNetwork.value, answer);
  });
}

Deno.test("what was checked before the reader said yes is checked again, and no more after a no", async () => {
  const { check, checks, status } = await checking("prompt", { hasGesture: true });
  status.become("granted");
  assert.equal(checks.length, 2);
  assert.deepEqual(checks.map(({ signal }) => signal.aborted), [true, false]);
  status.become("denied");
  assert.deepEqual([checks.length, check.localNetwork.value], [2, "denied"]);
});

Deno.test("a page that ends hears of no answer, checks nothing, and ends what it checks", async () => {
  const running = await checking("granted");
  running.life.abort();
  assert.ok(running.checks[0]?.signal.aborted && running.status.isReleased);
  const waiting = await checking("prompt");
  waiting.connects.value = true;
  waiting.life.abort();
  assert.equal(waiting.clock.pendingTasks, 0);
  waiting.status.become("granted");
  waiting.check.begin();
  assert.equal(waiting.checks.length, 0);
});
