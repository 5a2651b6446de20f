import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { IceServer } from "../../protocol/signaling_message.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { ConnectivityModel } from "./connectivity_model.ts";
import type { NetworkCheckOptions } from "./network_check.ts";

const STUN = [{ urls: ["stun:a.example"] }];
const TURN = [{ urls: ["turn:a.example"], username: "u", credential: "c" }];

/** What a page's storage would keep. */
class MemoryStorage {
  readonly kept = new Map<string, string>();

  get asStorage(): Storage {
    return this as unknown as Storage;
  }

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

class Fixture implements Disposable {
  readonly storage: MemoryStorage;
  readonly checks: NetworkCheckOptions[] = [];
  readonly clock = new FakeClock();
  loads = 0;
  readonly model: InstanceType<typeof ConnectivityModel>;

  constructor(
    { storage = new MemoryStorage(), openStorage, load }: {
      storage?: MemoryStorage;
      openStorage?: () => Storage | undefined;
      load?: () => Promise<never>;
    } = {},
  ) {
    this.storage = storage;
    this.model = new ConnectivityModel({
      clock: this.clock,
      storage: openStorage ?? (() => storage.asStorage),
      loadLate: load ?? (() => {
        this.loads++;
        return Promise.resolve({
          checkNetwork: (options) => {
            this.checks.push(options);
            return {
              localNetwork: signal(undefined),
              isWaiting: signal(false),
              begin: () => {},
            };
          },
          ConnectivityPanel: () => assert.fail("shown"),
        });
      }),
    });
    this.model.open();
  }

  /** The server has told how to look for a way, and those who connect at once have done so. */
  async told(servers: readonly IceServer[]): Promise<void> {
    this.model.onIceServers(servers);
    this.clock.advance(400);
    await settle();
  }

  [Symbol.dispose](): void {
    this.model[Symbol.dispose]();
  }
}

Deno.test("the network is checked once the server has told how, and not for fresh credentials", async () => {
  using test = new Fixture();
  const { model, checks } = test;
  await settle();
  assert.equal(test.loads, 0, "loaded before it was needed");
  model.onIceServers(TURN);
  assert.equal(model.offersRelay.value, true);
  test.clock.advance(399);
  await settle();
  assert.equal(test.loads, 0, "in the way of those who connect");
  await test.told(TURN);
  await test.told(TURN);
  assert.equal(checks.length, 1);
  assert.equal(checks[0]?.iceTransportPolicy, "all");
  checks[0]?.onVerdict({ verdict: "symmetric-nat", relay: "ready" });
  assert.equal(model.connectivity.value?.verdict, "symmetric-nat");
});

Deno.test("a network that is back is checked again", async () => {
  using test = new Fixture();
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(test.loads, 0, "nobody is known to ask");
  await test.told(STUN);
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  const [former, present] = test.checks;
  assert.ok(former?.signal.aborted && !present?.signal.aborted);
});

Deno.test("a hidden address is kept for the next visit, and no key with it", async () => {
  using first = new Fixture();
  const { model, storage } = first;
  assert.equal(model.iceTransportPolicy(), "all");
  await first.told(TURN);
  first.checks[0]?.onVerdict({ verdict: "direct-likely", relay: "ready" });
  model.setRelayOnly(true);
  assert.equal(model.iceTransportPolicy(), "relay");
  assert.equal(model.connectivity.value, undefined, "known of another way to connect");
  await settle();
  assert.ok(first.checks[0]?.signal.aborted);
  assert.equal(first.checks[1]?.iceTransportPolicy, "relay");
  assert.deepEqual([...storage.kept], [["filefrag-relay-only", "1"]]);

  using next = new Fixture({ storage });
  assert.equal(next.model.relayOnly.value, true);
  await settle();
  assert.ok(next.model.late.value, "the choice can't be taken back before the page has joined");
  assert.equal(next.model.iceTransportPolicy(), "relay");
  next.model.setRelayOnly(false);
  assert.deepEqual([...storage.kept], []);
});

Deno.test("where storage is forbidden the choice holds for this visit", () => {
  for (
    const openStorage of [() => undefined, () => {
      throw new DOMException("forbidden");
    }]
  ) {
    using test = new Fixture({ openStorage });
    test.model.setRelayOnly(true);
    assert.equal(test.model.iceTransportPolicy(), "relay");
  }
});

Deno.test("a server without a relay is known as one", () => {
  using test = new Fixture();
  assert.equal(test.model.offersRelay.value, undefined);
  test.model.onIceServers(STUN);
  assert.equal(test.model.offersRelay.value, false);
});

Deno.test("a page that ends gives up its check and hears of nothing more", async () => {
  const test = new Fixture();
  await test.told(STUN);
  test[Symbol.dispose]();
  assert.ok(test.checks[0]?.signal.aborted);
  assert.equal(test.clock.pendingTasks, 0);
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(test.checks.length, 1);
});

Deno.test("a check is told once the page connects by itself", async () => {
  using test = new Fixture();
  await test.told(STUN);
  const connects = () => test.checks[0]?.connects.value;
  assert.equal(connects(), false);
  test.model.iceTransportPolicy();
  assert.equal(connects(), true);
});

Deno.test("a check that can't be loaded costs the page nothing", async () => {
  using test = new Fixture({ load: () => Promise.reject(new TypeError("offline")) });
  await test.told(STUN);
  assert.equal(test.model.connectivity.value, undefined);
});

Deno.test("a page that ends before its check leaves no timer", () => {
  const test = new Fixture();
  test.model.onIceServers(STUN);
  test[Symbol.dispose]();
  assert.equal(test.clock.pendingTasks, 0);
});
