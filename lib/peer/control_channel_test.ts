import assert from "node:assert/strict";
import { type ControlMessage, parseTransferMessage } from "../protocol/control_message.ts";
import { FakeDataChannel } from "../testing/fakes/fake_data_channel.ts";
import { ControlChannel } from "./control_channel.ts";

const MIB = 1024 * 1024;

function fixture() {
  const channel = new FakeDataChannel();
  const told: (string | ControlMessage)[] = [];
  const control = new ControlChannel({
    parseCargo: parseTransferMessage,
    channel: channel.asChannel,
    onOpen: () => told.push("open"),
    onMessage: (message) => told.push(message),
    onViolation: () => told.push("violation"),
    onClose: () => told.push("close"),
  });
  return { channel, control, told };
}

Deno.test("what is sent before the channel opens leaves first, in order", () => {
  const { channel, control, told } = fixture();
  control.send({ type: "heartbeat" });
  control.send({ type: "pause" });
  assert.deepEqual(channel.sent, []);
  channel.open();
  control.send({ type: "resume" });
  assert.deepEqual(channel.sent, [
    '{"type":"heartbeat"}',
    '{"type":"pause"}',
    '{"type":"resume"}',
  ]);
  assert.deepEqual(told, ["open"]);
});

Deno.test("waits while the browser's buffer is full, and keeps the order", () => {
  const { channel, control } = fixture();
  channel.open();
  channel.bufferedAmount = MIB;
  control.send({ type: "pause" });
  assert.deepEqual(channel.sent, []);
  channel.drainTo(0);
  control.send({ type: "resume" });
  assert.deepEqual(channel.sent, ['{"type":"pause"}', '{"type":"resume"}']);
});

for (const data of [new ArrayBuffer(1), "{", '{"type":"shout"}']) {
  Deno.test(`${String(data)} is a violation`, () => {
    const { channel, told } = fixture();
    channel.receive(data);
    assert.deepEqual(told, ["violation"]);
  });
}

Deno.test("a message above the limit throws here instead of failing there", () => {
  const { control } = fixture();
  const payload = { text: "x".repeat(16 * 1024) };
  assert.throws(
    () => control.send({ type: "signal", lane: 0, payload }),
    RangeError,
  );
});

Deno.test("a queue above the limit throws", () => {
  const { control } = fixture();
  const payload = { text: "x".repeat(16_000) };
  assert.throws(() => {
    for (let sent = 0; sent < 64 * MIB; sent += 16_000) {
      control.send({ type: "signal", lane: 0, payload });
    }
  }, RangeError);
});

Deno.test("after the channel closed nothing is sent or heard", () => {
  const { channel, control, told } = fixture();
  channel.open();
  channel.close();
  control.send({ type: "pause" });
  channel.receive('{"type":"pause"}');
  assert.deepEqual(channel.sent, []);
  assert.deepEqual(told, ["open", "close"]);
});
