import assert from "node:assert/strict";
import { CloseCode } from "../protocol/close_code.ts";
import type { PeerId } from "../protocol/ids.ts";
import { newConnectionId } from "./session_registry.ts";
import type { SignalEvent, SignalRelay } from "./signal_relay.ts";

/** Registers the tests every {@linkcode SignalRelay} has to pass. */
export function signalRelayContract(make: () => Promise<SignalRelay>): void {
  function relayEvent(payload: string): SignalEvent {
    return { type: "relay", from: "guest" as PeerId, payload };
  }

  Deno.test("relay contract: an event reaches its connection and no other", async () => {
    const relay = await make();
    const [mine, other] = [newConnectionId(), newConnectionId()];
    const toMine: SignalEvent[] = [];
    const toOther: SignalEvent[] = [];
    await relay.subscribe(mine, (event) => toMine.push(event));
    await relay.subscribe(other, (event) => toOther.push(event));

    assert.equal(await relay.publish(mine, relayEvent("a")), "delivered");

    assert.deepEqual(toMine, [relayEvent("a")]);
    assert.deepEqual(toOther, []);
  });

  Deno.test("relay contract: events of one publisher keep their order, awaited or not", async () => {
    const relay = await make();
    const connection = newConnectionId();
    const events: SignalEvent[] = [];
    await relay.subscribe(connection, (event) => events.push(event));
    const payloads = Array.from({ length: 100 }, (_, index) => `${index}`);

    await Promise.all(
      payloads.map((payload) => relay.publish(connection, relayEvent(payload))),
    );

    assert.deepEqual(events, payloads.map(relayEvent));
  });

  Deno.test("relay contract: a connection nobody subscribed is unreachable", async () => {
    const relay = await make();
    const close: SignalEvent = { type: "close", code: CloseCode.replaced };
    assert.equal(await relay.publish(newConnectionId(), close), "unreachable");
  });

  Deno.test("relay contract: after unsubscribing nothing arrives, and once is enough", async () => {
    const relay = await make();
    const connection = newConnectionId();
    const events: SignalEvent[] = [];
    const unsubscribe = await relay.subscribe(
      connection,
      (event) => events.push(event),
    );
    unsubscribe();
    unsubscribe();
    const delivery = await relay.publish(connection, relayEvent("late"));
    assert.equal(delivery, "unreachable");
    assert.deepEqual(events, []);
  });
}
