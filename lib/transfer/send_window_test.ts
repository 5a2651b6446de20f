import assert from "node:assert/strict";
import { SeededRandom } from "../testing/seeded_random.ts";
import { BlockPlan } from "./block_plan.ts";
import type { Lane } from "./ports.ts";
import { SendWindow } from "./send_window.ts";
import { MAX_REPAIRS_PER_BLOCK, WINDOW_BLOCKS } from "./transfer_limits.ts";

const B = 100;

function makeLane(): Lane {
  return {
    maxFrameBytes: 1_000,
    send: () => true,
    drained: () => Promise.resolve(),
    listen: () => {},
  };
}

const lane = makeLane();
const other = makeLane();

/** Blocks 0 to 9 of 100 bytes and block 10 of 7. */
function windowOf(limitBytes: number): SendWindow {
  return new SendWindow(new BlockPlan([10 * B + 7], B), limitBytes);
}

function takeAll(window: SendWindow, by: Lane): number[] {
  const taken: number[] = [];
  for (let block = window.takeAgain(by); block !== undefined; block = window.takeAgain(by)) {
    taken.push(block);
  }
  return taken;
}

Deno.test("SendWindow admits blocks up to its bytes, and again what was acknowledged", () => {
  const window = windowOf(3 * B);
  assert.ok(window.empty);
  for (const block of [0, 1, 2]) {
    assert.equal(window.admits(B), true, `block ${block}`);
    window.reserve(block, lane);
  }
  assert.equal(window.admits(B), false);
  assert.equal(window.admits(1), false);
  assert.equal(window.acknowledge(1), true);
  assert.equal(window.admits(B), true);
  assert.equal(window.admits(B + 1), false);
});

Deno.test("SendWindow counts a short block by its own bytes", () => {
  const window = windowOf(B + 7);
  window.reserve(10, lane);
  assert.equal(window.admits(B), true);
  window.reserve(0, lane);
  assert.equal(window.admits(1), false);
  assert.equal(window.acknowledge(10), true);
  assert.equal(window.admits(7), true);
  assert.equal(window.admits(8), false);
});

for (const limitBytes of [0, 1, B - 1]) {
  Deno.test(`SendWindow of ${limitBytes} bytes admits one block, and not a second`, () => {
    const window = windowOf(limitBytes);
    assert.equal(window.admits(B), true);
    window.reserve(0, lane);
    assert.equal(window.admits(B), false);
    window.acknowledge(0);
    assert.equal(window.admits(B), true);
  });
}

Deno.test("SendWindow admits a bounded number of blocks, however small they are", () => {
  const sizes = Array.from({ length: WINDOW_BLOCKS + 5 }, () => 1);
  const window = new SendWindow(new BlockPlan(sizes, B), Number.MAX_SAFE_INTEGER);
  for (let block = 0; block < WINDOW_BLOCKS; block++) {
    assert.equal(window.admits(1), true, `block ${block}`);
    window.reserve(block, lane);
  }
  assert.equal(window.admits(1), false);
  window.acknowledge(0);
  assert.equal(window.admits(1), true);
});

Deno.test("SendWindow releases a block once, and nothing for one that isn't on its way", () => {
  const window = windowOf(3 * B);
  window.reserve(4, lane);
  window.reserve(6, lane);
  assert.equal(window.acknowledge(5), false);
  assert.equal(window.admits(B), true);
  assert.equal(window.admits(B + 1), false);
  assert.equal(window.acknowledge(4), true);
  assert.equal(window.acknowledge(4), false);
  assert.equal(window.admits(2 * B), true);
  assert.equal(window.admits(2 * B + 1), false);
  assert.equal(window.acknowledge(6), true);
  assert.ok(window.empty);
});

Deno.test("SendWindow sends again over another lane what a lost lane carried, oldest first", () => {
  const window = windowOf(9 * B);
  for (const [block, carrier] of [[0, lane], [1, other], [2, lane], [3, lane]] as const) {
    window.reserve(block, carrier);
  }
  window.acknowledge(2);
  assert.equal(window.takeAgain(other), undefined);
  window.laneLost(lane);
  assert.deepEqual(takeAll(window, other), [0, 3]);
  // The other lane carries all of it now, the blocks it began with and those it took over.
  window.laneLost(lane);
  assert.deepEqual(takeAll(window, lane), []);
  window.laneLost(other);
  assert.deepEqual(takeAll(window, lane), [0, 1, 3]);
});

Deno.test("SendWindow keeps the bytes of a block that is sent again reserved, once", () => {
  const window = windowOf(2 * B);
  window.reserve(0, lane);
  window.reserve(1, lane);
  window.laneLost(lane);
  takeAll(window, other);
  assert.equal(window.admits(B), false);
  window.acknowledge(0);
  assert.equal(window.admits(B), true);
  assert.equal(window.admits(B + 1), false);
});

Deno.test("SendWindow doesn't send again what was acknowledged while it waited for it", () => {
  const window = windowOf(9 * B);
  window.reserve(0, lane);
  window.reserve(1, lane);
  window.laneLost(lane);
  window.acknowledge(0);
  assert.deepEqual(takeAll(window, other), [1]);
  assert.equal(window.has(0), false);
  assert.equal(window.has(1), true);
});

Deno.test("SendWindow sends everything unacknowledged again after a standstill, each block once", () => {
  const window = windowOf(9 * B);
  for (const block of [0, 1, 2]) window.reserve(block, lane);
  window.acknowledge(1);
  window.resendAll();
  window.resendAll();
  assert.deepEqual(takeAll(window, lane), [0, 2]);
  assert.deepEqual(takeAll(window, lane), []);
});

Deno.test("SendWindow allows a bounded number of repairs of one block, counted for each by itself", () => {
  const window = windowOf(9 * B);
  window.reserve(0, lane);
  window.reserve(1, lane);
  for (let count = 1; count <= MAX_REPAIRS_PER_BLOCK; count++) {
    assert.equal(window.repair(0), true, `repair ${count}`);
    assert.deepEqual(takeAll(window, lane), [0]);
  }
  assert.equal(window.repair(0), false);
  assert.equal(window.repair(1), true);
});

Deno.test("SendWindow mends nothing that was acknowledged", () => {
  const window = windowOf(9 * B);
  window.reserve(0, lane);
  window.acknowledge(0);
  for (let count = 0; count <= 2 * MAX_REPAIRS_PER_BLOCK; count++) {
    assert.equal(window.repair(0), true);
  }
  assert.deepEqual(takeAll(window, lane), []);
});

Deno.test("SendWindow never holds more than it admits, through any order of events", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new SeededRandom(seed);
    const sizes = Array.from({ length: 40 }, () => 1 + random.below(3 * B));
    const plan = new BlockPlan(sizes, B);
    const limitBytes = random.below(6 * B);
    const window = new SendWindow(plan, limitBytes);
    const open = new Map<number, Lane>();
    let next = 0;
    for (let step = 0; step < 400; step++) {
      const carrier = random.pick([lane, other]);
      const again = window.takeAgain(carrier);
      if (again !== undefined) {
        assert.ok(open.has(again), `seed ${seed}: block ${again} sent again though it has arrived`);
        open.set(again, carrier);
      } else if (next < plan.blockCount && window.admits(plan.locate(next).length)) {
        window.reserve(next, carrier);
        open.set(next++, carrier);
      }
      const bytes = [...open.keys()].reduce((sum, block) => sum + plan.locate(block).length, 0);
      assert.ok(bytes <= limitBytes || open.size === 1, `seed ${seed}: ${bytes} bytes`);
      const [block] = [...open.keys()].slice(random.below(open.size));
      if (block !== undefined && random.chance(0.5)) {
        assert.equal(window.acknowledge(block), true);
        assert.equal(window.acknowledge(block), false);
        open.delete(block);
        const left = limitBytes - (bytes - plan.locate(block).length);
        assert.equal(window.admits(left), left >= 0 || open.size === 0, `seed ${seed}`);
        assert.equal(window.admits(left + 1), open.size === 0, `seed ${seed}`);
      }
      if (random.chance(0.05)) window.laneLost(random.pick([lane, other]));
      assert.equal(window.empty, open.size === 0);
    }
    assert.ok(next > 10, `seed ${seed}: only ${next} blocks got through`);
  }
});
