import assert from "node:assert/strict";
import { IDEAL_WIRE, type WireConditions } from "./wire_conditions.ts";
import { WireDirection } from "./wire_direction.ts";

const BYTES = 1_000;

function direction(conditions: Partial<WireConditions>, seed = 1): WireDirection<number> {
  return new WireDirection({ ...IDEAL_WIRE, ...conditions }, seed);
}

/** Everything that has arrived by `now`. */
function arrived(way: WireDirection<number>, now = Infinity): number[] {
  const packets: number[] = [];
  for (let next = way.release(now); next !== undefined; next = way.release(now)) packets.push(next);
  return packets;
}

/** Sends numbered packets, one each millisecond from 0. */
function sendMany(way: WireDirection<number>, count: number): void {
  for (let packet = 0; packet < count; packet++) way.admit(packet, BYTES, packet);
}

Deno.test("WireDirection: a packet arrives after the delay, not before", () => {
  const way = direction({ delayMs: 25 });
  way.admit(1, BYTES, 100);
  assert.equal(way.nextDue, 125);
  assert.deepEqual(arrived(way, 124.9), []);
  assert.deepEqual(arrived(way, 125), [1]);
  assert.equal(way.nextDue, Infinity);
});

Deno.test("WireDirection: jitter moves arrivals within its bounds and lets none overtake", () => {
  const way = direction({ delayMs: 20, jitterMs: 10 });
  const late: number[] = [];
  for (let packet = 0; packet < 500; packet++) {
    const now = packet * 100;
    way.admit(packet, BYTES, now);
    late.push(way.nextDue - now);
    assert.deepEqual(arrived(way), [packet]);
  }
  assert.ok(Math.min(...late) >= 10 && Math.min(...late) < 12);
  assert.ok(Math.max(...late) <= 30 && Math.max(...late) > 28);

  const dense = direction({ delayMs: 20, jitterMs: 10 });
  sendMany(dense, 500);
  assert.deepEqual(arrived(dense), [...Array(500).keys()]);
});

Deno.test("WireDirection: a jitter above the delay brings no packet into the past", () => {
  const way = direction({ delayMs: 1, jitterMs: 50 });
  for (let packet = 0; packet < 100; packet++) {
    way.admit(packet, BYTES, packet * 1000);
    assert.ok(way.nextDue >= packet * 1000);
    arrived(way);
  }
});

Deno.test("WireDirection: loses about the share asked for, and the rest arrives in order", () => {
  const way = direction({ lossPercent: 5 });
  sendMany(way, 10_000);
  const left = arrived(way);
  assert.equal(left.length + way.counters.lost, 10_000);
  assert.ok(way.counters.lost > 400 && way.counters.lost < 600, `${way.counters.lost}`);
  assert.deepEqual(left, left.toSorted((a, b) => a - b));
});

Deno.test("WireDirection: a seed loses the same packets whatever else the wire does", () => {
  const left = (conditions: Partial<WireConditions>, seed: number) => {
    const way = direction({ lossPercent: 10, ...conditions }, seed);
    sendMany(way, 1_000);
    return [...new Set(arrived(way))].sort((a, b) => a - b);
  };
  const expected = left({}, 3);
  assert.deepEqual(left({ jitterMs: 4, reorderPercent: 20, duplicatePercent: 5 }, 3), expected);
  assert.notDeepEqual(left({}, 4), expected);
});

Deno.test("WireDirection: a cut loses all, and its end lets the next through", () => {
  const way = direction({});
  way.change({ lossPercent: 100 });
  sendMany(way, 100);
  assert.deepEqual(arrived(way), []);
  way.change({ lossPercent: 0 });
  sendMany(way, 2);
  assert.deepEqual(arrived(way), [0, 1]);
});

Deno.test("WireDirection: what is under way arrives as it would have, and nothing overtakes it", () => {
  const way = direction({ delayMs: 100 });
  way.admit(1, BYTES, 0);
  way.change({ delayMs: 1, lossPercent: 0 });
  way.admit(2, BYTES, 10);
  assert.equal(way.nextDue, 100);
  assert.deepEqual(arrived(way, 100), [1, 2]);
});

Deno.test("WireDirection: a rate spaces packets by their size", () => {
  const way = direction({ rateMbit: 8, delayMs: 5 }); // A thousand bytes take a millisecond.
  for (const packet of [1, 2, 3]) way.admit(packet, BYTES, 0);
  assert.deepEqual(arrived(way, 6), [1]);
  assert.deepEqual(arrived(way, 7.5), [2]);
  assert.deepEqual(arrived(way, 8), [3]);
});

Deno.test("WireDirection: a full queue drops the newest; what is under way needs no room in it", () => {
  const way = direction({ rateMbit: 8, queuePackets: 10, delayMs: 1_000 });
  for (let packet = 0; packet < 15; packet++) way.admit(packet, BYTES, 0);
  assert.equal(way.counters.queueDrops, 5);
  way.admit(15, BYTES, 1); // One has left: it is under way now.
  assert.equal(way.counters.queueDrops, 5);
  assert.deepEqual(arrived(way), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15]);
});

Deno.test("WireDirection: without a rate nothing waits, so nothing is dropped", () => {
  const way = direction({ queuePackets: 1, delayMs: 1_000 });
  sendMany(way, 5_000);
  assert.equal(way.counters.queueDrops, 0);
});

Deno.test("WireDirection: duplicates follow their packet and are counted", () => {
  const way = direction({ duplicatePercent: 100 });
  sendMany(way, 3);
  assert.deepEqual(arrived(way), [0, 0, 1, 1, 2, 2]);
  const { in: taken, out, duplicated } = way.counters;
  assert.deepEqual({ taken, out, duplicated }, { taken: 3, out: 6, duplicated: 3 });
});

Deno.test("WireDirection: reordered packets overtake, all the others keep their order", () => {
  const way = direction({ delayMs: 50, reorderPercent: 10 });
  sendMany(way, 1_000);
  const order = arrived(way);
  let latest = -1;
  const overtaken = order.filter((packet) => {
    latest = Math.max(latest, packet);
    return packet < latest;
  });
  assert.equal(order.length, 1_000);
  assert.ok(way.counters.reordered > 60 && way.counters.reordered < 140);
  assert.ok(overtaken.length > 0);
  assert.deepEqual(overtaken, overtaken.toSorted((a, b) => a - b));
});

Deno.test("WireDirection: holds a bounded number of packets, even without an end of the delay", () => {
  const way = direction({ delayMs: 1e9 });
  sendMany(way, 60_000);
  assert.equal(way.counters.queueDrops, 10_000);
});
