import assert from "node:assert/strict";
import { MAX_FRAME_BYTES, TALLY_EVERY_BYTES } from "../../protocol/limits.ts";
import { encodeTally, TALLY_BYTES } from "../../protocol/lane_message.ts";
import { FakeDataChannel } from "../../testing/fakes/fake_data_channel.ts";
import { LaneClosedError } from "../../transfer/ports.ts";
import {
  FlowControlledLane,
  HIGH_WATERMARK_BYTES,
  IN_FLIGHT_BYTES,
  LOW_WATERMARK_BYTES,
} from "./flow_controlled_lane.ts";

const frame = new Uint8Array(8);
const never = new AbortController().signal;

function fixture(maxMessageSize?: number, { isOpen = true } = {}) {
  const channel = new FakeDataChannel();
  const told: string[] = [];
  const lane = new FlowControlledLane({
    channel: channel.asChannel,
    maxMessageSize: () => maxMessageSize,
    onViolation: () => told.push("violation"),
    onClose: () => told.push("close"),
  });
  if (isOpen) channel.open();
  return { channel, lane, told };
}

function parked(waits: readonly Promise<void>[]) {
  const settled: string[] = [];
  waits.forEach((wait, index) =>
    wait.then(
      () => settled.push(`${index} drained`),
      (error) => settled.push(`${index} ${error.name}`),
    )
  );
  return async () => {
    await Promise.allSettled([Promise.resolve().then(() => {})]);
    return [...settled];
  };
}

Deno.test("answers false from the high watermark on, by what the browser measured", () => {
  const { channel, lane } = fixture();
  channel.bufferedAmount = HIGH_WATERMARK_BYTES - 1;
  assert.equal(lane.send(frame), true);
  channel.bufferedAmount = HIGH_WATERMARK_BYTES;
  assert.equal(lane.send(frame), false);
  assert.deepEqual(channel.sent, [frame, frame]);
});

Deno.test("parks above the low watermark and resumes on bufferedamountlow, in order", async () => {
  const { channel, lane } = fixture();
  channel.bufferedAmount = HIGH_WATERMARK_BYTES;
  const settled = parked([lane.drained(never), lane.drained(never)]);
  assert.deepEqual(await settled(), []);
  channel.drainTo(LOW_WATERMARK_BYTES + 1);
  assert.deepEqual(await settled(), []);
  channel.drainTo(LOW_WATERMARK_BYTES);
  assert.deepEqual(await settled(), ["0 drained", "1 drained"]);
});

Deno.test("answers false when as much is in flight as may be, and resumes on a tally", async () => {
  const { channel, lane } = fixture();
  const big = new Uint8Array(TALLY_EVERY_BYTES);
  for (let sent = big.length; sent < IN_FLIGHT_BYTES; sent += big.length) {
    assert.equal(lane.send(big), true);
  }
  assert.equal(lane.send(big), false);
  const settled = parked([lane.drained(never), lane.drained(never)]);
  channel.receive(encodeTally(0).buffer);
  assert.deepEqual(await settled(), []);
  channel.receive(encodeTally(big.length).buffer);
  assert.deepEqual(await settled(), ["0 drained", "1 drained"]);
  assert.equal(lane.deliveredBytes, big.length);
  assert.equal(lane.inFlightBytes, IN_FLIGHT_BYTES - big.length);
  // One that was overtaken says nothing new.
  channel.receive(encodeTally(0).buffer);
  assert.equal(lane.deliveredBytes, big.length);
});

Deno.test("whichever of buffer and tallies gives way last wakes who waits", async () => {
  for (const last of ["buffer", "tally"] as const) {
    const { channel, lane } = fixture();
    const big = new Uint8Array(IN_FLIGHT_BYTES);
    lane.send(big);
    channel.bufferedAmount = HIGH_WATERMARK_BYTES;
    const settled = parked([lane.drained(never)]);
    const steps = [() => channel.drainTo(0), () => channel.receive(encodeTally(1).buffer)];
    for (const step of last === "buffer" ? steps.reverse() : steps) {
      assert.deepEqual(await settled(), []);
      step();
    }
    assert.deepEqual(await settled(), ["0 drained"], last);
  }
});

Deno.test("sends a tally for every part of what may be in flight, also before listen", () => {
  const { channel, lane } = fixture();
  const half = new ArrayBuffer(TALLY_EVERY_BYTES / 2);
  channel.receive(half);
  assert.deepEqual(channel.sent, []);
  channel.receive(half);
  assert.deepEqual(channel.sent, [encodeTally(TALLY_EVERY_BYTES)]);
  lane.listen({ onFrame: () => {}, onClose: () => {} });
  for (const _ of [1, 2, 3]) channel.receive(half);
  assert.deepEqual(channel.sent.slice(1), [encodeTally(2 * TALLY_EVERY_BYTES)]);
});

Deno.test("frames that are delivered before the channel says it is open are told of when it does, once", () => {
  const { channel, told } = fixture(undefined, { isOpen: false });
  for (const _ of [1, 2]) channel.receive(new ArrayBuffer(TALLY_EVERY_BYTES));
  assert.deepEqual(channel.sent, []);
  channel.open();
  assert.deepEqual(channel.sent, [encodeTally(2 * TALLY_EVERY_BYTES)]);
  channel.receive(new ArrayBuffer(TALLY_EVERY_BYTES));
  assert.deepEqual(channel.sent.slice(1), [encodeTally(3 * TALLY_EVERY_BYTES)]);
  assert.deepEqual(told, []);
});

Deno.test("a frame that is still delivered while the channel closes asks for no tally", () => {
  const { channel, told } = fixture();
  channel.readyState = "closing";
  channel.receive(new ArrayBuffer(TALLY_EVERY_BYTES));
  assert.deepEqual([channel.sent, told], [[], []]);
});

Deno.test("tallies are no frames, and the largest counts", () => {
  const { channel, lane } = fixture();
  lane.listen({ onFrame: () => assert.fail("a tally is no frame"), onClose: () => {} });
  lane.send(new Uint8Array(100));
  for (const bytes of [60, 20]) channel.receive(encodeTally(bytes).buffer);
  assert.deepEqual([lane.deliveredBytes, lane.inFlightBytes, lane.received], [60, 40, 0]);
});

Deno.test("a lane that isn't open yet makes everybody wait until it is, in order", async () => {
  const { channel, lane, told } = fixture(undefined, { isOpen: false });
  const settled = parked([lane.drained(never), lane.drained(never)]);
  assert.throws(() => lane.send(frame), { name: "Error", message: /not open yet/ });
  assert.deepEqual(await settled(), []);
  channel.open();
  assert.deepEqual(await settled(), ["0 drained", "1 drained"]);
  assert.equal(lane.send(frame), true);
  assert.deepEqual(told, []);
});

Deno.test("a lane that closes before it was open rejects whoever waits", async () => {
  for (const end of ["channel", "lane"] as const) {
    const test = fixture(undefined, { isOpen: false });
    const wait = test.lane.drained(never);
    test[end].close();
    await assert.rejects(wait, LaneClosedError);
    assert.throws(() => test.lane.send(frame), LaneClosedError);
  }
});

Deno.test("a lane that is closing takes no frame and keeps nobody waiting", async () => {
  const { channel, lane } = fixture();
  channel.readyState = "closing";
  assert.throws(() => lane.send(frame), LaneClosedError);
  await assert.rejects(lane.drained(never), LaneClosedError);
});

Deno.test("an abort ends the wait for an open lane", async () => {
  const { channel, lane } = fixture(undefined, { isOpen: false });
  const controller = new AbortController();
  const reason = new Error("cancelled");
  const [aborted, other] = [lane.drained(controller.signal), lane.drained(never)];
  controller.abort(reason);
  await assert.rejects(aborted, reason);
  channel.open();
  await other;
});

Deno.test("doesn't wait for an event that has already passed", async () => {
  const { channel, lane } = fixture();
  channel.bufferedAmount = LOW_WATERMARK_BYTES;
  await lane.drained(never);
});

Deno.test("a closed channel rejects whoever waits and whoever comes later", async () => {
  const { channel, lane, told } = fixture();
  channel.bufferedAmount = HIGH_WATERMARK_BYTES;
  const wait = lane.drained(never);
  channel.close();
  await assert.rejects(wait, LaneClosedError);
  await assert.rejects(lane.drained(never), LaneClosedError);
  assert.throws(() => lane.send(frame), LaneClosedError);
  assert.deepEqual(told, ["close"]);
});

Deno.test("a lane that is closed here rejects as well, and tells its user once", async () => {
  const { channel, lane, told } = fixture();
  let closes = 0;
  lane.listen({ onFrame: () => {}, onClose: () => closes++ });
  channel.bufferedAmount = HIGH_WATERMARK_BYTES;
  const wait = lane.drained(never);
  lane.close();
  lane.close();
  channel.close();
  await assert.rejects(wait, LaneClosedError);
  assert.equal(closes, 1);
  assert.deepEqual(told, []);
});

Deno.test("an abort rejects its own waiter with the signal's reason and no other", async () => {
  const { channel, lane } = fixture();
  channel.bufferedAmount = HIGH_WATERMARK_BYTES;
  const reason = new Error("cancelled");
  const controller = new AbortController();
  const aborted = lane.drained(controller.signal);
  const other = lane.drained(never);
  controller.abort(reason);
  await assert.rejects(aborted, reason);
  await assert.rejects(lane.drained(controller.signal), reason);
  channel.drainTo(0);
  await other;
});

Deno.test("adds no listener to the channel while it sends and waits", async () => {
  const { channel, lane } = fixture();
  let added = 0;
  channel.addEventListener = () => added++;
  for (let round = 0; round < 3; round++) {
    channel.bufferedAmount = HIGH_WATERMARK_BYTES;
    lane.send(frame);
    const wait = lane.drained(never);
    channel.drainTo(0);
    await wait;
  }
  assert.equal(added, 0);
});

Deno.test("frames that arrive before listen come first and in order", () => {
  const { channel, lane } = fixture();
  const [first, second] = [new ArrayBuffer(1), new ArrayBuffer(2)];
  channel.receive(first);
  const frames: ArrayBuffer[] = [];
  lane.listen({ onFrame: (data) => frames.push(data), onClose: () => {} });
  channel.receive(second);
  assert.deepEqual(frames, [first, second]);
  assert.equal(lane.received, 2);
});

Deno.test("a lane that closed before listen still tells its user", () => {
  const { channel, lane } = fixture();
  channel.close();
  let closes = 0;
  lane.listen({ onFrame: () => {}, onClose: () => closes++ });
  assert.equal(closes, 1);
});

for (
  const [name, messages] of Object.entries({
    "text": ["frame"],
    "a tally of more than was sent": [encodeTally(1).buffer],
    "what is as long as a tally and none": [new ArrayBuffer(TALLY_BYTES)],
    "a frame above the limit": [new ArrayBuffer(MAX_FRAME_BYTES + 1)],
    "more early bytes than the bound": Array(17).fill(
      new ArrayBuffer(MAX_FRAME_BYTES),
    ),
    "more early frames than the bound": Array(65).fill(new ArrayBuffer(0)),
  })
) {
  Deno.test(`${name} is a violation`, () => {
    const { channel, told } = fixture();
    for (const message of messages) channel.receive(message);
    assert.deepEqual(told, ["violation"]);
  });
}

Deno.test("a frame is no larger than either end takes", () => {
  assert.equal(fixture(16_384).lane.maxFrameBytes, 16_384);
  assert.equal(fixture(Infinity).lane.maxFrameBytes, MAX_FRAME_BYTES);
  assert.equal(fixture(undefined).lane.maxFrameBytes, MAX_FRAME_BYTES);
});
