// Several servers in this process, each with a store of its own on one real Redis.
import assert from "node:assert/strict";
import { CloseCode } from "../../../protocol/close_code.ts";
import { FakeClock } from "../../../testing/fakes/fake_clock.ts";
import { RedisServer } from "../../../testing/servers/redis_server.ts";
import {
  guestJoin,
  newTestSession,
  newToken,
  ownerJoin,
  TestPeer,
  type TestSession,
} from "../../../testing/servers/signaling_fixture.ts";
import { until } from "../../../testing/servers/until.ts";
import { parseConfig } from "../../config.ts";
import { GUEST_GRACE_MS, STORE_RETRY_SECONDS } from "../../limits.ts";
import { silentLogger } from "../../../testing/servers/silent_logger.ts";
import { createServices, type Services } from "../../services.ts";
import { BEAT_INTERVAL_MS, LEASE_MS } from "./presence.ts";
import { RedisStore } from "./redis_store.ts";

/** Time for an outage to be noticed, or to be over: connecting anew takes up to a second. */
const DEADLINE_MS = 10_000;

/** One server on a shared Redis. Its clock stands still; Redis is told the time by `time`. */
class Instance implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly services: Services;
  readonly #store: RedisStore;

  private constructor(clock: FakeClock, store: RedisStore) {
    this.clock = clock;
    this.#store = store;
    const config = parseConfig((name) => name === "STUN_URLS" ? "" : undefined);
    this.services = createServices(config, { clock, logger: silentLogger, store });
  }

  static async start(redis: RedisServer, time: FakeClock): Promise<Instance> {
    const clock = new FakeClock();
    const store = await RedisStore.open({
      url: redis.url,
      clock,
      logger: silentLogger,
      maxSessions: 100,
      redisTime: () => time.wallTime(),
    });
    return new Instance(clock, store);
  }

  get isUp(): boolean {
    return this.#store.isUp;
  }

  /** Waits until it knows that Redis is there, or isn't. */
  async becomes(what: "up" | "down"): Promise<void> {
    const look = () => Promise.resolve(this.isUp === (what === "up") || undefined);
    await until(`the store is ${what}`, look, DEADLINE_MS);
  }

  open({ id: sessionId }: TestSession): TestPeer {
    const address = "203.0.113.1";
    return new TestPeer((socket) => this.services.signaling.accept(socket, { sessionId, address }));
  }

  async join(session: TestSession, role: "owner" | "guest", token = newToken()) {
    const peer = this.open(session);
    peer.say(role === "owner" ? ownerJoin(session, token) : guestJoin(session, token));
    const welcome = await peer.expect("joined");
    return { peer, peerId: welcome.peerId, peers: welcome.peers };
  }

  async post(): Promise<Response> {
    const url = new URL("http://filefrag.test/sessions");
    const body = JSON.stringify({ kind: "file", joinHash: newToken() });
    const headers = { "content-type": "application/json" };
    const request = new Request(url, { method: "POST", body, headers });
    return await this.services.sessions.create({ request, url, address: "" });
  }

  /** Does what its timers do every second, and what came of it. */
  async sweep(): Promise<void> {
    await this.services.signaling.sweep();
    await this.services.signaling.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.close();
  }
}

function test(
  name: string,
  run: (stage: {
    readonly redis: RedisServer;
    readonly time: FakeClock;
    readonly a: Instance;
    readonly b: Instance;
  }) => Promise<void>,
): void {
  Deno.test(name, async () => {
    await using redis = await RedisServer.start();
    const time = new FakeClock();
    await using a = await Instance.start(redis, time);
    await using b = await Instance.start(redis, time);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error("Not done in time")), 6 * DEADLINE_MS);
    try {
      await Promise.race([run({ redis, time, a, b }), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  });
}

if (await RedisServer.isInstalled("servers that share a Redis")) {
  test("members on different instances meet, relay both ways and learn of each other's end", async ({ a, b }) => {
    const session = await newTestSession("file");
    const owner = await a.join(session, "owner");
    const guest = await b.join(session, "guest");
    assert.deepEqual(guest.peers.map(({ peerId }) => peerId), [owner.peerId]);
    assert.equal((await owner.peer.expect("peer-joined")).peer.peerId, guest.peerId);
    guest.peer.say({ type: "relay", to: owner.peerId, payload: "from b" });
    assert.equal((await owner.peer.expect("relay")).payload, "from b");
    owner.peer.say({ type: "relay", to: guest.peerId, payload: "from a" });
    assert.equal((await guest.peer.expect("relay")).payload, "from a");
    owner.peer.say({ type: "leave" });
    assert.equal(await guest.peer.closeCode(), CloseCode.sessionEnded);
  });

  test("a session made by one instance is described and filled by the other", async ({ a, b }) => {
    const { id } = await (await a.post()).json();
    const described = await b.services.sessions.describe({ id, address: "" });
    assert.equal((await described.json()).state, "waiting-for-owner");
    assert.equal(await b.services.store.count(), 1);
    const session = await newTestSession("file");
    await a.join(session, "owner");
    await b.join(session, "guest");
    const late = a.open(session);
    late.say(guestJoin(session));
    assert.equal(await late.closeCode(), CloseCode.sessionFull);
  });

  test("a peer that comes back to another instance replaces its socket on the former", async ({ a, b }) => {
    const session = await newTestSession("file");
    const owner = await a.join(session, "owner");
    const token = newToken();
    const guest = await a.join(session, "guest", token);
    await owner.peer.expect("peer-joined");
    await b.join(session, "guest", token);
    assert.equal(await guest.peer.closeCode(), CloseCode.replaced);
    await owner.peer.expect("peer-joined");
    owner.peer.say({ type: "relay", to: guest.peerId, payload: "x" });
  });

  test("the members of an instance that died are reported as left, and leave a seat free", async ({ time, a, b }) => {
    const session = await newTestSession("file");
    const owner = await b.join(session, "owner");
    const guest = await a.join(session, "guest");
    await owner.peer.expect("peer-joined");
    // `a` shows itself no more. `b` does, and has been there for a lease.
    for (let passed = 0; passed <= LEASE_MS; passed += BEAT_INTERVAL_MS) {
      await b.sweep();
      await owner.peer.expectSilence();
      time.advance(BEAT_INTERVAL_MS);
      b.clock.advance(BEAT_INTERVAL_MS);
    }
    await b.sweep();
    assert.equal((await owner.peer.expect("peer-left")).peerId, guest.peerId);
  });

  test("an instance that was taken for dead by mistake says again who is there", async ({ time, a, b }) => {
    const session = await newTestSession("file");
    const owner = await b.join(session, "owner");
    const guest = await a.join(session, "guest");
    await owner.peer.expect("peer-joined");
    time.advance(LEASE_MS + 1);
    b.clock.advance(LEASE_MS);
    await b.sweep();
    await owner.peer.expect("peer-left");
    a.clock.advance(BEAT_INTERVAL_MS);
    assert.equal((await owner.peer.expect("peer-joined")).peer.peerId, guest.peerId);
    guest.peer.say({ type: "relay", to: owner.peerId, payload: "still here" });
    assert.equal((await guest.peer.expect("peer-joined")).peer.peerId, owner.peerId);
    assert.equal((await owner.peer.expect("relay")).payload, "still here");
  });

  test("without Redis a room of one instance goes on, and nobody else waits", async ({ redis, a, b }) => {
    const session = await newTestSession("file");
    const owner = await a.join(session, "owner");
    const guest = await a.join(session, "guest");
    await owner.peer.expect("peer-joined");
    await redis.stop();
    await a.becomes("down");

    guest.peer.say({ type: "relay", to: owner.peerId, payload: "during" });
    assert.equal((await owner.peer.expect("relay")).payload, "during");
    for (const instance of [a, b]) {
      const startedAt = performance.now();
      const refused = await instance.post();
      assert.equal(refused.status, 503);
      assert.equal(refused.headers.get("retry-after"), `${STORE_RETRY_SECONDS}`);
      assert.ok(performance.now() - startedAt < 1_000, "a refusal took a second");
    }
    const newcomer = a.open(session);
    newcomer.say(guestJoin(session));
    assert.equal(await newcomer.closeCode(), CloseCode.tryAgainLater);

    await redis.start();
    await a.becomes("up");
    // Redis came back empty; the room is in it again, with both of its members.
    const isBack = async () => await a.services.store.count() === 1 || undefined;
    await until("the session is registered again", isBack, DEADLINE_MS);
    await owner.peer.expectSilence();
    await guest.peer.expectSilence();
    owner.peer.say({ type: "relay", to: guest.peerId, payload: "after" });
    assert.equal((await guest.peer.expect("relay")).payload, "after");
    assert.equal((await b.post()).status, 201);
    const late = b.open(session);
    late.say(guestJoin(session));
    assert.equal(await late.closeCode(), CloseCode.sessionFull);
  });

  test("members of two instances start over with each other when Redis is back", async ({ redis, a, b }) => {
    const session = await newTestSession("file");
    const owner = await a.join(session, "owner");
    const token = newToken();
    const guest = await b.join(session, "guest", token);
    await owner.peer.expect("peer-joined");
    await redis.stop();
    await Promise.all([a.becomes("down"), b.becomes("down")]);
    // What can't be handed on is not kept in silence: this socket has to come back.
    guest.peer.say({ type: "relay", to: owner.peerId, payload: "lost" });
    assert.equal(await guest.peer.closeCode(), CloseCode.tryAgainLater);
    await owner.peer.expectSilence();

    await redis.start();
    await Promise.all([a.becomes("up"), b.becomes("up")]);
    const isBack = async () => await a.services.store.count() === 1 || undefined;
    await until("the session is registered again", isBack, DEADLINE_MS);
    const again = await b.join(session, "guest", token);
    assert.deepEqual(again.peers.map(({ peerId }) => peerId), [owner.peerId]);
    let seen = await owner.peer.next();
    // The guest's departure reached nobody; on its return the owner's instance noticed, or not yet.
    if (seen.type === "peer-left") seen = await owner.peer.next();
    assert.equal(seen.type, "peer-joined");
    owner.peer.say({ type: "relay", to: guest.peerId, payload: "after" });
    assert.equal((await again.peer.expect("relay")).payload, "after");
  });

  test("a Redis that answers nothing is an outage after two seconds, and over when it answers", async ({ redis, time, a }) => {
    const session = await newTestSession("file");
    const owner = await a.join(session, "owner");
    const guest = await a.join(session, "guest");
    await owner.peer.expect("peer-joined");
    redis.freeze();
    const startedAt = performance.now();
    assert.equal((await a.post()).status, 503);
    assert.ok(performance.now() - startedAt < 3_000, "a refusal took three seconds");
    assert.equal(a.isUp, false);
    guest.peer.say({ type: "leave" });
    assert.equal(await guest.peer.closeCode(), CloseCode.normal);
    await owner.peer.expect("peer-left");

    redis.thaw();
    await a.becomes("up");
    // Nobody could tell Redis of who left meanwhile. It is found out, and the seat is free again.
    const next = await until("the seat is free", async () => {
      await a.sweep();
      time.advance(GUEST_GRACE_MS);
      const peer = a.open(session);
      peer.say(guestJoin(session));
      const seen = await peer.next();
      return seen.type === "joined" ? seen.peerId : undefined;
    }, DEADLINE_MS);
    assert.equal((await owner.peer.expect("peer-joined")).peer.peerId, next);
  });

  test("a Redis that forgot the scripts is given them again", async ({ redis, a }) => {
    await redis.command("SCRIPT", "FLUSH", "SYNC");
    assert.equal((await a.post()).status, 503);
    await a.becomes("up");
    assert.equal((await a.post()).status, 201);
  });

  test("a Redis that is full refuses new sessions, and takes them when there is room", async ({ redis, a }) => {
    await redis.command("CONFIG", "SET", "maxmemory", "1");
    assert.equal((await a.post()).status, 503);
    await redis.command("CONFIG", "SET", "maxmemory", "0");
    assert.equal((await a.post()).status, 201);
  });

  test("Redis holds nothing that opens a session", async ({ redis, a, b }) => {
    const session = await newTestSession("file");
    const [ownerToken, guestToken] = [newToken(), newToken()];
    const owner = await a.join(session, "owner", ownerToken);
    const guest = await b.join(session, "guest", guestToken);
    guest.peer.say({ type: "relay", to: owner.peerId, payload: "a payload" });
    await owner.peer.expect("peer-joined");
    await owner.peer.expect("relay");
    const contents = await redis.contents();
    assert.ok(contents.includes(session.joinHash), contents);
    const secrets = [session.ownerToken, session.joinToken, ownerToken, guestToken, "a payload"];
    for (const secret of [...secrets, "203.0.113.1"]) assert.ok(!contents.includes(secret), secret);
  });
}
