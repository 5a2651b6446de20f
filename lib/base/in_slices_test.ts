import assert from "node:assert/strict";
import type { Clock } from "./clock.ts";
import { inSlices } from "./in_slices.ts";

/** A clock that only work moves, and what waits for its turn. */
class WorkClock implements Clock {
  readonly waiting = new Set<() => void>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  after(_ms: number, callback: () => void): () => void {
    this.waiting.add(callback);
    return () => this.waiting.delete(callback);
  }

  /** Work of so many steps, each of which takes 3 ms. */
  *steps(count: number): Generator<void, number> {
    for (let step = 0; step < count; step++) {
      this.#now += 3;
      yield;
    }
    return count;
  }

  turn(): void {
    for (const callback of [...this.waiting]) {
      this.waiting.delete(callback);
      callback();
    }
  }
}

function begin(count: number) {
  const clock = new WorkClock();
  const abort = new AbortController();
  const results: number[] = [];
  const { signal } = abort;
  inSlices(clock.steps(count), { clock, signal, onDone: (result) => results.push(result) });
  return { clock, abort, results };
}

Deno.test("inSlices does short work at once", () => {
  const { clock, results } = begin(2);
  assert.deepEqual([results, clock.waiting.size], [[2], 0]);
});

Deno.test("inSlices lets others in after 8 ms of long work, as often as it takes", () => {
  const { clock, results } = begin(7);
  for (const expected of [[], [], [7]]) {
    assert.deepEqual(results, expected);
    clock.turn();
  }
  assert.deepEqual([results, clock.waiting.size], [[7], 0]);
});

Deno.test("inSlices that is aborted does nothing more, tells nothing and leaves no timer", () => {
  const { clock, abort, results } = begin(7);
  abort.abort();
  assert.equal(clock.waiting.size, 0);
  clock.turn();
  assert.deepEqual(results, []);
});

Deno.test("inSlices begins nothing once it is aborted", () => {
  const work = { next: () => assert.fail("begun") };
  const signal = AbortSignal.abort();
  inSlices(work, { clock: new WorkClock(), signal, onDone: () => assert.fail("done") });
});
