import assert from "node:assert/strict";
import { TrackedTarget } from "../../../testing/fakes/tracked_target.ts";
import { settle } from "../../../testing/simulation/simulation.ts";
import { keepPlaying } from "./keep_playing.ts";

/** An element that a test pauses, and that may refuse to play. */
class FakeElement extends TrackedTarget {
  paused = false;
  plays = 0;
  refuses = false;

  get asElement(): HTMLMediaElement {
    return this as unknown as HTMLMediaElement;
  }

  play(): Promise<void> {
    this.plays++;
    if (this.refuses) return Promise.reject(new DOMException("a tap first", "NotAllowedError"));
    this.paused = false;
    this.dispatchEvent(new Event("playing"));
    return Promise.resolve();
  }

  async pause(): Promise<void> {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
    await settle();
  }
}

/** Such an element that is kept playing, and what was told of it. */
function kept() {
  const element = new FakeElement();
  const page = new TrackedTarget();
  const told: boolean[] = [];
  const life = new AbortController();
  const test = { element, page, told, life, at: 0, isWanted: true };
  keepPlaying({
    element: element.asElement,
    page,
    isWanted: () => test.isWanted,
    onPlaying: (isPlaying) => told.push(isPlaying),
    signal: life.signal,
    now: () => test.at,
  });
  return test;
}

Deno.test("what is paused from outside plays on, as often as that happens", async () => {
  const test = kept();
  for (let time = 1; time <= 3; time++) {
    test.at += 1_000;
    await test.element.pause();
    assert.deepEqual([test.element.paused, test.element.plays], [false, time]);
  }
  assert.deepEqual(test.told, [true, true, true]);
});

Deno.test("whoever pauses twice within a second means it", async () => {
  const test = kept();
  await test.element.pause();
  test.at = 999;
  await test.element.pause();
  assert.deepEqual([test.element.paused, test.element.plays], [true, 1]);
  assert.deepEqual(test.told, [true, false]);
});

Deno.test("what the browser doesn't let play is told as stopped, and as playing once it does", async () => {
  const test = kept();
  test.element.refuses = true;
  await test.element.pause();
  assert.deepEqual(test.told, [false]);
  test.element.refuses = false;
  await test.element.play();
  assert.deepEqual(test.told, [false, true]);
});

for (
  const [where, name] of [["element", "webkitendfullscreen"], ["page", "visibilitychange"]] as const
) {
  Deno.test(`what was stopped plays on at ${name}`, async () => {
    const test = kept();
    test.element.refuses = true;
    await test.element.pause();
    test.element.refuses = false;
    test[where].dispatchEvent(new Event(name));
    await settle();
    assert.deepEqual([test.element.paused, test.told], [false, [false, true]]);
  });
}

Deno.test("what the page itself paused stays so, and what plays isn't played", async () => {
  const test = kept();
  test.page.dispatchEvent(new Event("visibilitychange"));
  test.isWanted = false;
  await test.element.pause();
  test.page.dispatchEvent(new Event("visibilitychange"));
  await settle();
  assert.deepEqual([test.element.plays, test.told], [0, []]);
});

Deno.test("a stream that is taken away while it should play on is no stop", async () => {
  const test = kept();
  test.element.refuses = true;
  const paused = test.element.pause();
  test.isWanted = false;
  await paused;
  assert.deepEqual(test.told, []);
});

Deno.test("nothing is played or told after the end, and no listener stays", async () => {
  const test = kept();
  test.element.refuses = true;
  const paused = test.element.pause();
  test.life.abort();
  await paused;
  await test.element.pause();
  assert.deepEqual([test.element.plays, test.told], [1, []]);
  assert.ok(test.element.isReleased && test.page.isReleased);
});
