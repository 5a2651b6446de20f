// Real sockets over `app.listen()`: what only the runtime can break. The rules themselves are
// tested with fake sockets in `lib/server`.
import assert from "node:assert/strict";
// @ts-types="npm:@types/ws@^8.18.1"
import { WebSocket as Client } from "ws";
import { CloseCode } from "../../../lib/protocol/close_code.ts";
import {
  MAX_RELAY_PAYLOAD_LENGTH,
  MAX_SIGNALING_MESSAGE_BYTES,
} from "../../../lib/protocol/limits.ts";
import { parseServerMessage, type ServerMessage } from "../../../lib/protocol/signaling_message.ts";
import { parseConfig } from "../../../lib/server/config.ts";
import { JOIN_DEADLINE_MS, USUAL_GUESTS } from "../../../lib/server/limits.ts";
import { UNKNOWN_BUILD } from "../../../lib/server/build_info.ts";
import { silentLogger } from "../../../lib/testing/servers/silent_logger.ts";
import { createServices, type Services } from "../../../lib/server/services.ts";
import { FakeClock } from "../../../lib/testing/fakes/fake_clock.ts";
import {
  guestJoin,
  newTestSession,
  newToken,
  ownerJoin,
  type TestSession,
} from "../../../lib/testing/servers/signaling_fixture.ts";
import { signalingRoutes } from "../../../lib/testing/servers/signaling_routes.ts";

interface Running {
  readonly origin: string;
  readonly clock: FakeClock;
  readonly services: Services;
}

/** Starts a server on a port of its own, on a clock that stands still. */
async function withServer(
  run: (running: Running) => Promise<void>,
  env: { readonly [name: string]: string } = {},
): Promise<void> {
  const clock = new FakeClock();
  const services = createServices(parseConfig((name) => env[name]), {
    clock,
    logger: silentLogger,
  });
  const stop = new AbortController();
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  await signalingRoutes(services).listen({
    port: 0,
    hostname: "127.0.0.1",
    signal: stop.signal,
    onListen: ({ port }) => resolve(port),
  });
  const origin = `http://127.0.0.1:${await listening}`;
  try {
    await run({ origin, clock, services });
  } finally {
    await services.shutdown();
    stop.abort();
  }
}

type Seen = ServerMessage | {
  readonly type: "closed";
  readonly code: number;
  readonly reason: string;
};

/** A client on a real socket. */
class RealPeer {
  readonly socket: Client;
  readonly #seen: Seen[] = [];
  #wake: (() => void) | undefined;

  private constructor(socket: Client) {
    this.socket = socket;
    const see = (seen: Seen) => {
      this.#seen.push(seen);
      this.#wake?.();
    };
    socket.on("message", (data) => {
      const message = parseServerMessage(data.toString());
      assert.ok(message, `not a server message: ${data}`);
      see(message);
    });
    // An error is followed by a close, which is what tests look at.
    socket.on("error", () => undefined);
    socket.on(
      "close",
      (code, reason) => see({ type: "closed", code, reason: reason.toString() }),
    );
  }

  static async open({ origin }: Running, { id }: TestSession, slash = "") {
    const url = `${origin.replace("http", "ws")}/ws/signal/${id}${slash}`;
    const peer = new RealPeer(new Client(url, { origin }));
    await new Promise<void>((resolve, reject) => {
      peer.socket.once("open", () => resolve());
      peer.socket.once("error", reject);
    });
    return peer;
  }

  static async join(
    running: Running,
    session: TestSession,
    message: object,
  ): Promise<RealPeer> {
    const peer = await RealPeer.open(running, session);
    peer.say(message);
    await peer.expect("joined");
    return peer;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  async next(): Promise<Seen> {
    for (;;) {
      const seen = this.#seen.shift();
      if (seen) return seen;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  async expect<Type extends Seen["type"]>(
    type: Type,
  ): Promise<Extract<Seen, { type: Type }>> {
    const seen = await this.next();
    assert.equal(seen.type, type, JSON.stringify(seen));
    return seen as Extract<Seen, { type: Type }>;
  }

  async closeCode(): Promise<number> {
    return (await this.expect("closed")).code;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closeCode();
  }
}

/** The HTTP answer to a WebSocket handshake that is refused. */
async function handshakeStatus(
  url: string,
  headers: { readonly [name: string]: string },
): Promise<number | undefined> {
  const client = new Client(url, { headers });
  client.on("error", () => undefined);
  return await new Promise((resolve) => {
    client.once("open", () => {
      client.terminate();
      resolve(101);
    });
    client.once("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode);
      client.terminate();
    });
  });
}

Deno.test("handshakes: 403 for a foreign or missing Origin, 404 for what is no id", async () => {
  await withServer(async ({ origin }) => {
    const base = `${origin.replace("http", "ws")}/ws/signal/`;
    const id = crypto.randomUUID();
    assert.equal(await handshakeStatus(base + id, { origin }), 101);
    for (const foreign of ["http://evil.test", "null", `${origin}.evil.test`]) {
      const status = await handshakeStatus(base + id, { origin: foreign });
      assert.equal(status, 403, foreign);
    }
    assert.equal(await handshakeStatus(base + id, {}), 403);
    for (const wrong of ["x", id.toUpperCase(), `${id}0`, `${id}/x`]) {
      assert.equal(await handshakeStatus(base + wrong, { origin }), 404, wrong);
    }
  });
});

Deno.test("a session is made, described, joined by both, and relays both ways", async () => {
  await withServer(async (running) => {
    const { origin } = running;
    const made = await newTestSession("file");
    const response = await fetch(`${origin}/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ kind: "file", joinHash: made.joinHash }),
    });
    assert.equal(response.status, 201);
    const { id, ownerToken, url } = await response.json();
    assert.equal(url, `${origin}/room/${id}`);
    const described = await fetch(`${origin}/sessions/${id}`);
    assert.equal((await described.json()).state, "waiting-for-owner");

    const session = { ...made, id, ownerToken };
    const owner = await RealPeer.open(running, session, "/");
    owner.say(ownerJoin(session));
    const { peerId: ownerId } = await owner.expect("joined");
    const guest = await RealPeer.open(running, session);
    guest.say(guestJoin(session));
    const { peerId: guestId, peers } = await guest.expect("joined");
    assert.deepEqual(peers.map(({ peerId }) => peerId), [ownerId]);
    await owner.expect("peer-joined");
    const payload = "\u{1f426} sealed";
    guest.say({ type: "relay", to: ownerId, payload });
    assert.deepEqual(await owner.next(), {
      type: "relay",
      from: guestId,
      payload,
    });
    owner.say({ type: "relay", to: guestId, payload });
    await guest.expect("relay");
    const full = await fetch(`${origin}/sessions/${id}`);
    assert.equal(full.status, 404);
    await full.body?.cancel();
    await guest.close();
    await owner.expect("peer-left");
    await owner.close();
  });
});

const REFUSED: readonly (readonly [string, string | Uint8Array, number])[] = [
  ["binary", new Uint8Array([1, 2, 3]), CloseCode.binaryMessage],
  [
    "33 KiB of text",
    "x".repeat(MAX_SIGNALING_MESSAGE_BYTES + 1),
    CloseCode.messageTooBig,
  ],
  ["1 MiB of text", "x".repeat(1 << 20), CloseCode.messageTooBig],
  ["garbage", "hello", CloseCode.malformedMessage],
  ["a ping before joining", '{"type":"ping"}', CloseCode.malformedMessage],
];

for (const [what, data, code] of REFUSED) {
  Deno.test(`real sockets: ${what} closes with ${code}`, async () => {
    await withServer(async (running) => {
      const peer = await RealPeer.open(running, await newTestSession("file"));
      peer.socket.send(data);
      assert.equal(await peer.closeCode(), code);
    });
  });
}

Deno.test("real sockets: who says nothing is closed with 4408", async () => {
  await withServer(async (running) => {
    const peer = await RealPeer.open(running, await newTestSession("file"));
    running.clock.advance(JOIN_DEADLINE_MS);
    assert.equal(await peer.closeCode(), CloseCode.joinTimeout);
  });
});

Deno.test("real sockets: wrong key, unknown session, full session, replaced peer, ended session", async () => {
  await withServer(async (running) => {
    const session = await newTestSession("file");
    const refuse = async (message: object) => {
      const peer = await RealPeer.open(running, session);
      peer.say(message);
      return await peer.closeCode();
    };
    assert.equal(await refuse(guestJoin(session)), CloseCode.unknownSession);
    const owner = await RealPeer.join(running, session, ownerJoin(session));
    const wrong = { ...guestJoin(session), joinToken: newToken() };
    assert.equal(await refuse(wrong), CloseCode.wrongKey);
    const token = newToken();
    const join = guestJoin(session, token);
    const guest = await RealPeer.join(running, session, join);
    assert.equal(USUAL_GUESTS.file, 1);
    assert.equal(await refuse(guestJoin(session)), CloseCode.sessionFull);
    const again = await RealPeer.join(running, session, join);
    assert.equal(await guest.closeCode(), CloseCode.replaced);
    await owner.expect("peer-joined");
    await owner.expect("peer-joined");
    owner.say({ type: "leave" });
    assert.equal(await owner.closeCode(), CloseCode.normal);
    assert.equal(await again.closeCode(), CloseCode.sessionEnded);
  });
});

Deno.test("real sockets: a flood closes with 4429, and its neighbour hears nothing of it", async () => {
  await withServer(async (running) => {
    const session = await newTestSession("file");
    const owner = await RealPeer.join(running, session, ownerJoin(session));
    const guest = await RealPeer.join(running, session, guestJoin(session));
    await owner.expect("peer-joined");
    for (let count = 0; count < 10_000; count++) guest.say({ type: "ping" });
    let seen = await guest.next();
    while (seen.type === "pong") seen = await guest.next();
    assert.ok(seen.type === "closed");
    assert.equal(seen.code, CloseCode.tooManyMessages);
    await owner.expect("peer-left");
    owner.say({ type: "ping" });
    await owner.expect("pong");
    await owner.close();
  });
});

Deno.test("real sockets: a peer that doesn't read is closed before its queue grows", async () => {
  await withServer(async (running) => {
    const session = await newTestSession("file");
    const owner = await RealPeer.open(running, session);
    owner.say(ownerJoin(session));
    const { peerId: to } = await owner.expect("joined");
    const guest = await RealPeer.join(running, session, guestJoin(session));
    await owner.expect("peer-joined");
    owner.socket.pause();
    const payload = "x".repeat(MAX_RELAY_PAYLOAD_LENGTH);
    const relay = { type: "relay", to, payload };
    // The kernel takes some megabytes on the way; then our own queue begins to fill.
    let sent = 0;
    const { promise: left, resolve } = Promise.withResolvers<Seen>();
    guest.next().then(resolve);
    for (let isLeft = false; !isLeft; sent++) {
      guest.say(relay);
      // One round trip: everything before it has been relayed.
      guest.say({ type: "ping" });
      const seen = sent === 0 ? await left : await guest.next();
      isLeft = seen.type === "peer-left";
      assert.ok(sent < 10_000, "the queue of a peer that doesn't read has no bound");
    }
    owner.socket.resume();
    let seen = await owner.next();
    while (seen.type === "relay") seen = await owner.next();
    assert.ok(seen.type === "closed");
    assert.equal(seen.code, CloseCode.tryAgainLater);
    guest.socket.terminate();
  }, { MESSAGES_PER_SECOND: "1000000" });
});

Deno.test("real sockets: a shutdown closes everybody with 1012, newcomers get 503", async () => {
  await withServer(async (running) => {
    const { origin, services } = running;
    const session = await newTestSession("file");
    const owner = await RealPeer.join(running, session, ownerJoin(session));
    const silent = await RealPeer.open(running, session);
    const ready = await fetch(`${origin}/healthz`);
    assert.deepEqual(await ready.json(), { live: true, ready: true, ...UNKNOWN_BUILD });
    const done = services.shutdown();
    for (const peer of [owner, silent]) {
      const { code, reason } = await peer.expect("closed");
      assert.equal(code, CloseCode.serviceRestart);
      assert.match(reason, /^retry-after-ms=\d+$/);
    }
    await done;
    assert.equal(services.signaling.sockets, 0);
    const url = `${origin.replace("http", "ws")}/ws/signal/${session.id}`;
    assert.equal(await handshakeStatus(url, { origin }), 503);
    const health = await fetch(`${origin}/healthz`);
    assert.equal(health.status, 503);
    assert.deepEqual(await health.json(), { live: true, ready: false, ...UNKNOWN_BUILD });
    const live = await fetch(`${origin}/healthz?live`);
    assert.equal(live.status, 200);
    await live.body?.cancel();
  });
});

Deno.test("the metrics count what happened, for who has the token and nobody else", async () => {
  const token = "0123456789abcdef";
  await withServer(async (running) => {
    const { origin } = running;
    const session = await newTestSession("file");
    const owner = await RealPeer.join(running, session, ownerJoin(session));
    const guest = await RealPeer.join(running, session, guestJoin(session));
    const { peer } = await owner.expect("peer-joined");
    owner.say({ type: "relay", to: peer.peerId, payload: "x" });
    await guest.expect("relay");
    const url = `${origin.replace("http", "ws")}/ws/signal/${session.id}`;
    await handshakeStatus(url, { origin: "http://evil.test" });

    const ask = async (authorization: string) => {
      const response = await fetch(`${origin}/metrics`, { headers: { authorization } });
      return { status: response.status, text: await response.text() };
    };
    assert.equal((await ask("Bearer another-token-16")).status, 404);
    const { status, text } = await ask(`Bearer ${token}`);
    assert.equal(status, 200);
    for (
      const line of [
        "filefrag_sockets 2",
        "filefrag_sessions 1",
        "filefrag_joins_total 2",
        "filefrag_relayed_messages_total 1",
        'filefrag_refusals_total{reason="forbidden-origin"} 1',
      ]
    ) assert.ok(text.includes(`${line}\n`), text);
    for (const secret of [session.id, peer.peerId, "127.0.0.1"]) assert.ok(!text.includes(secret));
    owner.socket.terminate();
    guest.socket.terminate();
  }, { METRICS_TOKEN: token });
});

Deno.test("a page that asks without an upgrade gets 400", async () => {
  await withServer(async ({ origin }) => {
    const url = `${origin}/ws/signal/${crypto.randomUUID()}`;
    const response = await fetch(url, { headers: { origin } });
    assert.equal(response.status, 400);
    await response.body?.cancel();
  });
});
