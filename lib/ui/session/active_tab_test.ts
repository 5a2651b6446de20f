import assert from "node:assert/strict";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { FakeLocks } from "../../testing/fakes/fake_locks.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { holdTab } from "./active_tab.ts";

/** A tab of a browser. */
class Tab {
  readonly #closing = new AbortController();
  wasLost = false;
  #answer: boolean | undefined;

  constructor(private readonly locks: FakeLocks | undefined, private readonly clock: FakeClock) {}

  hold(name: string, steal = false): Promise<boolean> {
    const { locks, clock } = this;
    const { signal } = this.#closing;
    const held = holdTab(name, { signal, steal, onLost: () => this.wasLost = true, locks, clock });
    held.then((answer) => this.#answer = answer);
    return held;
  }

  /** What was answered; `undefined` until it was. */
  get answer(): boolean | undefined {
    return this.#answer;
  }

  close(): void {
    this.#closing.abort();
  }
}

function twoTabs(): { first: Tab; second: Tab; clock: FakeClock } {
  const locks = new FakeLocks();
  const clock = new FakeClock();
  return { first: new Tab(locks, clock), second: new Tab(locks, clock), clock };
}

Deno.test("holdTab gives a name to one tab, and to the next only after a second of waiting says no", async () => {
  const { first, second, clock } = twoTabs();
  assert.ok(await first.hold("share 1"));
  second.hold("share 1");
  await settle();
  clock.advance(999);
  await settle();
  assert.equal(second.answer, undefined);
  clock.advance(1);
  await settle();
  assert.equal(second.answer, false);
  assert.ok(!first.wasLost);
  assert.equal(clock.pendingTasks, 0);
});

Deno.test("holdTab keeps different names apart", async () => {
  const { first, second } = twoTabs();
  assert.deepEqual([await first.hold("share 1"), await second.hold("share 2")], [true, true]);
});

Deno.test("holdTab waits for a page that is just going away, as by a reload", async () => {
  const { first, second, clock } = twoTabs();
  await first.hold("share 1");
  second.hold("share 1");
  await settle();
  first.close();
  await settle();
  assert.equal(second.answer, true);
  assert.ok(!first.wasLost);
  assert.equal(clock.pendingTasks, 0);
});

Deno.test("holdTab takes a name from the tab that has it, which hears of it", async () => {
  const { first, second } = twoTabs();
  await first.hold("share 1");
  assert.ok(await second.hold("share 1", true));
  await settle();
  assert.deepEqual([first.wasLost, second.wasLost], [true, false]);
});

Deno.test("holdTab waits no longer for a tab that is closed meanwhile", async () => {
  const { first, second, clock } = twoTabs();
  await first.hold("share 1");
  second.hold("share 1");
  await settle();
  second.close();
  await settle();
  assert.equal(clock.pendingTasks, 0);
});

Deno.test("holdTab says yes where a browser has no locks, or forbids them", async () => {
  const clock = new FakeClock();
  assert.ok(await new Tab(undefined, clock).hold("share 1"));
  const locks = { request: () => Promise.reject(new DOMException("", "SecurityError")) };
  const { signal } = new AbortController();
  assert.ok(await holdTab("share 1", { signal, onLost: () => {}, locks, clock }));
  assert.equal(clock.pendingTasks, 0);
});
