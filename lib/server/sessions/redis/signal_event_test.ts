import assert from "node:assert/strict";
import { parseSignalEvent } from "./signal_event.ts";

const TO = "11111111-1111-4111-8111-111111111111";
const PEER = "22222222-2222-4222-8222-222222222222";
const member = { peerId: PEER, role: "guest", connection: TO };

for (
  const event of [
    { type: "peer-joined", member },
    { type: "peer-left", member: { ...member, role: "owner" } },
    { type: "relay", from: PEER, payload: "sealed" },
    { type: "close", code: 4409 },
  ]
) {
  Deno.test(`an event of type ${event.type} is read as it was written`, () => {
    assert.deepEqual(parseSignalEvent(JSON.stringify({ to: TO, event })), { to: TO, event });
  });
}

for (
  const message of [
    "",
    "null",
    "[]",
    "{}",
    JSON.stringify({ to: TO }),
    JSON.stringify({ to: "x", event: { type: "close", code: 4409 } }),
    JSON.stringify({ to: TO, event: { type: "close", code: 1 } }),
    JSON.stringify({ to: TO, event: { type: "open" } }),
    JSON.stringify({ to: TO, event: { type: "peer-left", member: { ...member, role: "king" } } }),
    JSON.stringify({ to: TO, event: { type: "peer-left", member: { ...member, peerId: "x" } } }),
    JSON.stringify({ to: TO, event: { type: "relay", from: "x", payload: "" } }),
    JSON.stringify({ to: TO, event: { type: "relay", from: PEER, payload: 1 } }),
    JSON.stringify({ to: TO, event: { type: "relay", from: PEER, payload: "x".repeat(40_000) } }),
  ]
) {
  Deno.test(`no event: ${message.slice(0, 120)}`, () => {
    assert.equal(parseSignalEvent(message), undefined);
  });
}
