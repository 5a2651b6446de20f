import assert from "node:assert/strict";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { BlockPlan } from "../block_plan.ts";
import type { Lane } from "../ports.ts";
import { SendWindow } from "./send_window.ts";
import { MAX_REPAIRS_PER_BLOCK, WINDOW_BLOCKS } from "../limits.ts";

const B = 100;

function makeLane(): Lane {
  return {
    maxFrameBytes: 1_000,
    deliveredBytes: 0,
    inFlightBytes: 0,
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

/** Reserves a block and lets a lane carry all of it. */
function send(window: SendWindow, block: number, carrier: Lane, length = B): void {
  window.reserve(block);
  window.carry(block, carrier, 0, length);
}

/** Takes all that is to be sent again, as `block:from-to`, and lets a lane carry it. */
function takeAll(window: SendWindow, by: Lane): string[] {
  const taken: string[] = [];
  for (let again = window.takeAgain(); again; again = window.takeAgain()) {
    for (const [from, to] of again.ranges) {
      taken.push(`${again.block}:${from}-${to}`);
      window.carry(again.block, by, from, to);
    }
  }
  return taken;
}

Deno.test("SendWindow admits blocks up to its bytes, and again what was acknowledged", () => {
  const window = windowOf(3 * B);
  assert.ok(window.empty);
  for (const block of [0, 1, 2]) {
    assert.equal(window.admits(B), true, `block ${block}`);
    send(window, block, lane);
  }
  assert.equal(window.admits(B), false);
  assert.equal(window.admits(1), false);
  assert.equal(window.acknowledge(1), true);
  assert.equal(window.admits(B), true);
  assert.equal(window.admits(B + 1), false);
});

Deno.test("SendWindow counts a short block by its own bytes", () => {
  const window = windowOf(B + 7);
  send(window, 10, lane);
  assert.equal(window.admits(B), true);
  send(window, 0, lane);
  assert.equal(window.admits(1), false);
  assert.equal(window.acknowledge(10), true);
  assert.equal(window.admits(7), true);
  assert.equal(window.admits(8), false);
});

for (const limitBytes of [0, 1, B - 1]) {
  Deno.test(`SendWindow of ${limitBytes} bytes admits one block, and not a second`, () => {
    const window = windowOf(limitBytes);
    assert.equal(window.admits(B), true);
    send(window, 0, lane);
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
    send(window, block, lane);
  }
  assert.equal(window.admits(1), false);
  window.acknowledge(0);
  assert.equal(window.admits(1), true);
});

Deno.test("SendWindow releases a block once, and nothing for one that isn't on its way", () => {
  const window = windowOf(3 * B);
  send(window, 4, lane);
  send(window, 6, lane);
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
    send(window, block, carrier);
  }
  window.acknowledge(2);
  assert.equal(window.takeAgain(), undefined);
  window.laneLost(lane);
  assert.deepEqual(takeAll(window, other), ["0:0-100", "3:0-100"]);
  // The other lane carries all of it now, the blocks it began with and those it took over.
  window.laneLost(lane);
  assert.deepEqual(takeAll(window, lane), []);
  window.laneLost(other);
  assert.deepEqual(takeAll(window, lane), ["0:0-100", "1:0-100", "3:0-100"]);
});

Deno.test("SendWindow sends again only the bytes of a block that the lost lane carried", () => {
  const window = windowOf(9 * B);
  window.reserve(0);
  window.carry(0, lane, 0, 20);
  window.carry(0, other, 20, 60);
  window.carry(0, lane, 60, 80); // 80 to 100 are not taken yet.
  window.reserve(1); // Nor is anything of this one.
  window.laneLost(lane);
  assert.deepEqual(takeAll(window, other), ["0:0-20", "0:60-80"]);
  window.resendAll();
  assert.deepEqual(takeAll(window, lane), ["0:0-80"]);
});

Deno.test("SendWindow sends a whole block again that is to be repaired, whoever carried it", () => {
  const window = windowOf(9 * B);
  window.reserve(0);
  window.carry(0, lane, 0, 50);
  window.carry(0, other, 50, 100);
  window.repair(0);
  assert.deepEqual(takeAll(window, other), ["0:0-100"]);
  window.laneLost(lane); // What it carried was of the copy that was wrong.
  assert.deepEqual(takeAll(window, other), []);
});

Deno.test("SendWindow forgets what a lane carries of a block that is acknowledged", () => {
  const window = windowOf(9 * B);
  send(window, 0, lane);
  window.acknowledge(0);
  window.carry(0, lane, 0, B);
  window.laneLost(lane);
  assert.deepEqual(takeAll(window, other), []);
});

Deno.test("SendWindow keeps the bytes of a block that is sent again reserved, once", () => {
  const window = windowOf(2 * B);
  send(window, 0, lane);
  send(window, 1, lane);
  window.laneLost(lane);
  takeAll(window, other);
  assert.equal(window.admits(B), false);
  window.acknowledge(0);
  assert.equal(window.admits(B), true);
  assert.equal(window.admits(B + 1), false);
});

Deno.test("SendWindow doesn't send again what was acknowledged while it waited for it", () => {
  const window = windowOf(9 * B);
  send(window, 0, lane);
  send(window, 1, lane);
  window.laneLost(lane);
  window.acknowledge(0);
  assert.deepEqual(takeAll(window, other), ["1:0-100"]);
  assert.equal(window.has(0), false);
  assert.equal(window.has(1), true);
});

Deno.test("SendWindow sends everything unacknowledged again after a standstill, each block once", () => {
  const window = windowOf(9 * B);
  for (const block of [0, 1, 2]) send(window, block, lane);
  window.acknowledge(1);
  window.resendAll();
  window.resendAll();
  assert.deepEqual(takeAll(window, lane), ["0:0-100", "2:0-100"]);
  assert.deepEqual(takeAll(window, lane), []);
});

Deno.test("SendWindow allows a bounded number of repairs of one block, counted for each by itself", () => {
  const window = windowOf(9 * B);
  send(window, 0, lane);
  send(window, 1, lane);
  for (let count = 1; count <= MAX_REPAIRS_PER_BLOCK; count++) {
    assert.equal(window.repair(0), true, `repair ${count}`);
    assert.deepEqual(takeAll(window, lane), ["0:0-100"]);
  }
  assert.equal(window.repair(0), false);
  assert.equal(window.repair(1), true);
});

Deno.test("SendWindow mends nothing that was acknowledged", () => {
  const window = windowOf(9 * B);
  send(window, 0, lane);
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
    const open = new Set<number>();
    let next = 0;
    for (let step = 0; step < 400; step++) {
      const carrier = random.pick([lane, other]);
      const again = window.takeAgain();
      if (again !== undefined) {
        const { block, ranges } = again;
        assert.ok(open.has(block), `seed ${seed}: block ${block} sent again though it has arrived`);
        for (const [from, to] of ranges) window.carry(block, carrier, from, to);
      } else if (next < plan.blockCount && window.admits(plan.locate(next).length)) {
        send(window, next, carrier, plan.locate(next).length);
        open.add(next++);
      }
      const bytes = [...open].reduce((sum, block) => sum + plan.locate(block).length, 0);
      assert.ok(bytes <= limitBytes || open.size === 1, `seed ${seed}: ${bytes} bytes`);
      const [block] = [...open].slice(random.below(open.size));
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
