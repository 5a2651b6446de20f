import assert from "node:assert/strict";
import { CloseCode } from "../../protocol/close_code.ts";
import type { PeerId } from "../../protocol/ids.ts";
import { newConnectionId } from "./session_registry.ts";
import type { SignalEvent, SignalRelay } from "./signal_relay.ts";

/** Relays to test: where sockets are subscribed, and where others publish from. */
export interface RelaysUnderTest {
  readonly subscriber: SignalRelay;
  /** The same one, or one in another process. */
  readonly publisher: SignalRelay;
  /** Gives back what they hold. */
  close?(): Promise<void>;
}

/** Longer than any event is on its way. */
const DEADLINE_MS = 5_000;

/** Registers the tests every {@linkcode SignalRelay} has to pass. */
export function signalRelayContract(where: string, make: () => Promise<RelaysUnderTest>): void {
  function test(name: string, run: (under: RelaysUnderTest) => Promise<void>): void {
    Deno.test(`relay contract, ${where}: ${name}`, async () => {
      const under = await make();
      try {
        await run(under);
      } finally {
        await under.close?.();
      }
    });
  }

  test("an event reaches its connection and no other", async ({ subscriber, publisher }) => {
    const [mine, other] = [newConnectionId(), newConnectionId()];
    const toMine = new Inbox();
    const toOther = new Inbox();
    await subscriber.subscribe(mine, toMine.deliver);
    await subscriber.subscribe(other, toOther.deliver);

    assert.equal(await publisher.publish(mine, relayEvent("a")), "delivered");
    await publisher.publish(other, relayEvent("b"));

    assert.deepEqual(await toMine.take(1), [relayEvent("a")]);
    assert.deepEqual(await toOther.take(1), [relayEvent("b")]);
  });

  test("every event arrives as it was", async ({ subscriber, publisher }) => {
    const connection = newConnectionId();
    const inbox = new Inbox();
    await subscriber.subscribe(connection, inbox.deliver);
    const member = { peerId: PEER, role: "guest", connection: newConnectionId() } as const;
    const events: readonly SignalEvent[] = [
      { type: "peer-joined", member },
      relayEvent('\u{1f426} \u2028 " \\ \0'),
      { type: "peer-left", member },
      { type: "close", code: CloseCode.sessionEnded },
    ];
    for (const event of events) await publisher.publish(connection, event);
    assert.deepEqual(await inbox.take(events.length), events);
  });

  test("events of one publisher keep their order, awaited or not", async (under) => {
    const { subscriber, publisher } = under;
    const connection = newConnectionId();
    const inbox = new Inbox();
    await subscriber.subscribe(connection, inbox.deliver);
    const payloads = Array.from({ length: 100 }, (_, index) => `${index}`);

    await Promise.all(
      payloads.map((payload) => publisher.publish(connection, relayEvent(payload))),
    );

    assert.deepEqual(await inbox.take(100), payloads.map(relayEvent));
  });

  test("a connection nobody subscribed is unreachable", async ({ publisher }) => {
    const close: SignalEvent = { type: "close", code: CloseCode.replaced };
    assert.equal(await publisher.publish(newConnectionId(), close), "unreachable");
  });

  test("after unsubscribing nothing arrives, and once is enough", async (under) => {
    const { subscriber, publisher } = under;
    const connection = newConnectionId();
    const inbox = new Inbox();
    const unsubscribe = await subscriber.subscribe(connection, inbox.deliver);
    unsubscribe();
    unsubscribe();
    // Another round trip of the same way: what was asked before it has been done.
    await subscriber.subscribe(newConnectionId(), inbox.deliver);
    const delivery = await publisher.publish(connection, relayEvent("late"));
    assert.equal(delivery, "unreachable");
    assert.equal(inbox.size, 0);
  });

  test("near is what is subscribed here, and nothing else", async ({ subscriber, publisher }) => {
    const connection = newConnectionId();
    const unsubscribe = await subscriber.subscribe(connection, () => {});
    assert.equal(subscriber.isNear(connection), true);
    assert.equal(publisher.isNear(connection), publisher === subscriber);
    unsubscribe();
    assert.equal(subscriber.isNear(connection), false);
  });
}

const PEER = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80" as PeerId;

function relayEvent(payload: string): SignalEvent {
  return { type: "relay", from: PEER, payload };
}

/** Collects events, which may be on their way for a while. */
class Inbox {
  readonly #events: SignalEvent[] = [];
  #wake = () => {};

  readonly deliver = (event: SignalEvent): void => {
    this.#events.push(event);
    this.#wake();
  };

  get size(): number {
    return this.#events.length;
  }

  /** The first so many events, once they are there. */
  async take(count: number): Promise<readonly SignalEvent[]> {
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, DEADLINE_MS);
    let isLate = false;
    void timeout.promise.then(() => isLate = true);
    while (this.#events.length < count && !isLate) {
      const arrival = Promise.withResolvers<void>();
      this.#wake = arrival.resolve;
      await Promise.race([arrival.promise, timeout.promise]);
    }
    clearTimeout(timer);
    return [...this.#events];
  }
}
