import assert from "node:assert/strict";
import { CloseCode } from "../../protocol/close_code.ts";
import { MAX_RELAY_PAYLOAD_LENGTH, MAX_SIGNALING_MESSAGE_BYTES } from "../../protocol/limits.ts";
import {
  guestJoin,
  newTestSession,
  newToken,
  ownerJoin,
  SignalingFixture,
} from "../../testing/servers/signaling_fixture.ts";
import type { ConnectionId } from "../sessions/session_registry.ts";
import { peerIdOf } from "../sessions/derived_ids.ts";
import { GUEST_GRACE_MS, MAX_QUEUED_BYTES_PER_PEER, USUAL_GUESTS } from "../limits.ts";
import { StoreUnavailable } from "../sessions/store_unavailable.ts";
import { MemorySessionRegistry } from "../sessions/memory_session_registry.ts";

const PING = '{"type":"ping"}';

Deno.test("owner and guest meet, each told of the other, the guest being polite", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  assert.deepEqual(owner.welcome, {
    type: "joined",
    peerId: owner.peerId,
    kind: "file",
    peers: [],
    iceServers: [],
    expiresInMs: 24 * 3600 * 1000,
  });
  const guest = await fixture.guest(session);
  assert.deepEqual(guest.welcome.peers, [
    { peerId: owner.peerId, role: "owner", polite: true },
  ]);
  assert.deepEqual(await owner.peer.next(), {
    type: "peer-joined",
    peer: { peerId: guest.peerId, role: "guest", polite: false },
  });
});

Deno.test("of an owner and a guest that join at the same time, each hears of the other once", async () => {
  for (let round = 0; round < 50; round++) {
    const fixture = new SignalingFixture();
    const session = await fixture.newSession();
    const peers = [fixture.open(session), fixture.open(session)] as const;
    const joins = [ownerJoin(session), guestJoin(session)] as const;
    const first = round % 2;
    peers[first]?.say(joins[first] ?? {});
    peers[1 - first]?.say(joins[1 - first] ?? {});
    const welcomes = [
      await peers[0].expect("joined"),
      await peers[1].expect("joined"),
    ];
    const met = welcomes.flatMap(({ peers }) => peers).length;
    assert.equal(met, 1);
    // The one that met nobody is told right after.
    const [index] = welcomes.flatMap(({ peers }, at) => peers.length ? [] : at);
    await peers[index ?? 0]?.expect("peer-joined");
    for (const peer of peers) await peer.expectSilence();
  }
});

Deno.test("text is relayed unchanged and in order, both ways", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  for (const payload of ["one", "zwei \u{1f426}\u0000", ""]) {
    guest.peer.say({ type: "relay", to: owner.peerId, payload });
    assert.deepEqual(await owner.peer.next(), {
      type: "relay",
      from: guest.peerId,
      payload,
    });
    owner.peer.say({ type: "relay", to: guest.peerId, payload });
    assert.deepEqual(await guest.peer.next(), {
      type: "relay",
      from: owner.peerId,
      payload,
    });
  }
});

Deno.test("relays said together arrive in the order they were said", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  const payloads = Array.from({ length: 70 }, (_, index) => `${index}`);
  for (const payload of payloads) {
    guest.peer.say({ type: "relay", to: owner.peerId, payload });
  }
  for (const payload of payloads) {
    assert.equal((await owner.peer.expect("relay")).payload, payload);
  }
});

Deno.test("guests never reach each other, nor peers of other sessions", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession("screen");
  const owner = await fixture.owner(session);
  const first = await fixture.guest(session);
  const second = await fixture.guest(session);
  const elsewhere = await fixture.owner(await fixture.newSession());
  assert.deepEqual(second.welcome.peers.map(({ peerId }) => peerId), [
    owner.peerId,
  ]);
  for (const to of [second.peerId, elsewhere.peerId, first.peerId]) {
    first.peer.say({ type: "relay", to, payload: "psst" });
    assert.deepEqual(await first.peer.next(), { type: "undeliverable", to });
  }
  await second.peer.expectSilence();
  await elsewhere.peer.expectSilence();
});

Deno.test("a message to a peer that has left is undeliverable", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  guest.peer.drop();
  assert.deepEqual(await owner.peer.next(), {
    type: "peer-left",
    peerId: guest.peerId,
  });
  owner.peer.say({ type: "relay", to: guest.peerId, payload: "hello?" });
  await owner.peer.expect("undeliverable");
});

Deno.test("a second socket of the same peer replaces the first, which is not told to have left", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const token = newToken();
  const guest = await fixture.guest(session, token);
  await owner.peer.expect("peer-joined");

  const again = await fixture.guest(session, token);
  assert.equal(again.peerId, guest.peerId);
  assert.equal(await guest.peer.closeCode(), CloseCode.replaced);
  guest.peer.drop();

  await owner.peer.expect("peer-joined");
  await owner.peer.expectSilence();
  owner.peer.say({ type: "relay", to: guest.peerId, payload: "still there" });
  await again.peer.expect("relay");
});

Deno.test("an owner in another tab takes the session over", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");

  const taker = await fixture.owner(session);
  assert.notEqual(taker.peerId, owner.peerId);
  assert.equal(await owner.peer.closeCode(), CloseCode.replaced);
  assert.deepEqual(await guest.peer.next(), {
    type: "peer-left",
    peerId: owner.peerId,
  });
  assert.deepEqual(await guest.peer.next(), {
    type: "peer-joined",
    peer: { peerId: taker.peerId, role: "owner", polite: true },
  });
});

Deno.test("a guest that reconnects keeps its seat; one that left for good doesn't", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const token = newToken();
  const guest = await fixture.guest(session, token);
  guest.peer.drop();
  fixture.clock.advance(GUEST_GRACE_MS - 1);
  const other = fixture.open(session);
  other.say(guestJoin(session));
  assert.equal(await other.closeCode(), CloseCode.sessionFull);
  const again = await fixture.guest(session, token);
  again.peer.say({ type: "leave" });
  assert.equal(await again.peer.closeCode(), CloseCode.normal);
  await fixture.guest(session);
});

Deno.test("a leave counts although the socket closed right behind it", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const guest = fixture.open(session);
  guest.say(guestJoin(session));
  await guest.expect("joined");
  guest.say({ type: "leave" });
  guest.drop();
  await fixture.guest(session);
});

Deno.test("an owner's leave ends the session for every guest", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession("screen");
  const owner = await fixture.owner(session);
  const guests = [await fixture.guest(session), await fixture.guest(session)];
  owner.peer.say({ type: "leave" });
  for (const { peer } of guests) {
    assert.equal(await peer.closeCode(), CloseCode.sessionEnded);
  }
  const late = fixture.open(session);
  late.say(guestJoin(session));
  assert.equal(await late.closeCode(), CloseCode.unknownSession);
});

Deno.test("an owner that drops is missed, and found again under the same id", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const token = newToken();
  const owner = await fixture.owner(session, token);
  const guest = await fixture.guest(session);
  owner.peer.drop();
  assert.equal((await guest.peer.expect("peer-left")).peerId, owner.peerId);
  await fixture.owner(session, token);
  const { peer } = await guest.peer.expect("peer-joined");
  assert.equal(peer.peerId, owner.peerId);
});

Deno.test("after a restart of the server owner and guest meet again under the same ids", async () => {
  const session = await newTestSession("file");
  const [ownerToken, guestToken] = [newToken(), newToken()];
  for (let restarts = 0; restarts < 3; restarts++) {
    const fixture = new SignalingFixture();
    const early = fixture.open(session);
    early.say(guestJoin(session, guestToken));
    assert.equal(await early.closeCode(), CloseCode.unknownSession);
    const owner = await fixture.owner(session, ownerToken);
    const guest = await fixture.guest(session, guestToken);
    assert.equal(owner.peerId, await peerIdOf(ownerToken));
    assert.equal(guest.welcome.peers[0]?.peerId, owner.peerId);
  }
});

Deno.test("nothing is left of a session in the relay once its peers are gone", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  assert.equal(fixture.relay.size, 2);
  owner.peer.say({ type: "leave" });
  await guest.peer.closeCode();
  await fixture.server.settled();
  assert.equal(fixture.relay.size, 0);
  assert.equal(fixture.registry.size, 0);
  owner.peer.drop();
  guest.peer.drop();
  assert.equal(fixture.server.sockets, 0);
});

const REFUSED_FIRST_MESSAGES: readonly (readonly [string, unknown, number])[] = [
  ["binary", new Uint8Array(3).buffer, CloseCode.binaryMessage],
  ["an empty binary", new ArrayBuffer(0), CloseCode.binaryMessage],
  ["a Blob", new Blob([]), CloseCode.binaryMessage],
  [
    "one byte too much",
    "x".repeat(MAX_SIGNALING_MESSAGE_BYTES + 1),
    CloseCode.messageTooBig,
  ],
  [
    "too many bytes in few characters",
    "\u20ac".repeat(MAX_SIGNALING_MESSAGE_BYTES / 3 + 1),
    CloseCode.messageTooBig,
  ],
  [
    "garbage of the largest size",
    "x".repeat(MAX_SIGNALING_MESSAGE_BYTES),
    CloseCode.malformedMessage,
  ],
  ["an empty text", "", CloseCode.malformedMessage],
  ["no object", "[]", CloseCode.malformedMessage],
  ["null", "null", CloseCode.malformedMessage],
  ["deep nesting", "[".repeat(30_000), CloseCode.malformedMessage],
  ["an unknown type", '{"type":"shout"}', CloseCode.malformedMessage],
  ["a polluting member", '{"__proto__":{"type":"ping"}}', CloseCode.malformedMessage],
  ["a ping before joining", PING, CloseCode.malformedMessage],
  ["a leave before joining", '{"type":"leave"}', CloseCode.malformedMessage],
  [
    "a relay before joining",
    '{"type":"relay","to":"5e551000-0000-4000-8000-000000000001","payload":""}',
    CloseCode.malformedMessage,
  ],
  ["a join without members", '{"type":"join"}', CloseCode.malformedMessage],
];

for (const [what, data, code] of REFUSED_FIRST_MESSAGES) {
  Deno.test(`${what} as the first message closes with ${code}`, async () => {
    const fixture = new SignalingFixture();
    const peer = fixture.open(await fixture.newSession());
    peer.sayRaw(data);
    assert.equal(await peer.closeCode(), code);
  });
}

const REFUSED_JOINS: readonly (readonly [string, object, number])[] = [
  ["another version", { version: 2 }, CloseCode.versionMismatch],
  ["a version that is none", { version: 0 }, CloseCode.malformedMessage],
  ["another owner token", { ownerToken: newToken() }, CloseCode.wrongKey],
  ["another join hash", { joinHash: newToken() }, CloseCode.wrongKey],
  ["another kind", { kind: "screen" }, CloseCode.wrongKey],
  ["no such kind", { kind: "film" }, CloseCode.malformedMessage],
  ["a short token", { ownerToken: "short" }, CloseCode.malformedMessage],
  ["no peer token", { peerToken: undefined }, CloseCode.malformedMessage],
  ["no such role", { role: "admin" }, CloseCode.malformedMessage],
];

for (const [what, change, code] of REFUSED_JOINS) {
  Deno.test(`an owner's join with ${what} closes with ${code}`, async () => {
    const fixture = new SignalingFixture();
    const session = await fixture.newSession();
    const peer = fixture.open(session);
    peer.say({ ...ownerJoin(session), ...change });
    assert.equal(await peer.closeCode(), code);
  });
}

Deno.test("a guest with another key is refused with 4401", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const peer = fixture.open(session);
  peer.say({ ...guestJoin(session), joinToken: newToken() });
  assert.equal(await peer.closeCode(), CloseCode.wrongKey);
});

for (const kind of ["file", "screen"] as const) {
  Deno.test(`the guest that finds a ${kind} session full is refused with 4423`, async () => {
    const fixture = new SignalingFixture();
    const session = await fixture.newSession(kind);
    for (let seat = 0; seat < USUAL_GUESTS[kind]; seat++) {
      await fixture.guest(session);
    }
    const peer = fixture.open(session);
    peer.say(guestJoin(session));
    assert.equal(await peer.closeCode(), CloseCode.sessionFull);
  });
}

Deno.test("an owner that comes back to a restarted server brings the number of its guests", async () => {
  const fixture = new SignalingFixture();
  const session = await newTestSession("file");
  const owner = fixture.open(session);
  owner.say({ ...ownerJoin(session), guests: 2 });
  await owner.expect("joined");
  await fixture.guest(session);
  await fixture.guest(session);
  const peer = fixture.open(session);
  peer.say(guestJoin(session));
  assert.equal(await peer.closeCode(), CloseCode.sessionFull);
});

Deno.test("a second join on one socket closes it with 4400", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const { peer } = await fixture.owner(session);
  peer.say(ownerJoin(session));
  assert.equal(await peer.closeCode(), CloseCode.malformedMessage);
});

Deno.test("a whole negotiation passes at once; a flood closes with 4429", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const { peer } = await fixture.guest(session);
  // The join was the first of the burst of 100.
  for (let count = 0; count < 99; count++) peer.sayRaw(PING);
  for (let count = 0; count < 99; count++) await peer.expect("pong");
  fixture.clock.advance(1000);
  for (let count = 0; count < 20; count++) peer.sayRaw(PING);
  for (let count = 0; count < 20; count++) await peer.expect("pong");
  peer.sayRaw(PING);
  assert.equal(await peer.closeCode(), CloseCode.tooManyMessages);
});

Deno.test("an owner may send as much to each guest as a guest to its owner", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession("screen");
  const { peer } = await fixture.owner(session);
  for (let count = 0; count < 500; count++) peer.sayRaw(PING);
  for (let count = 0; count < 500; count++) await peer.expect("pong");
  peer.sayRaw(PING);
  assert.equal(await peer.closeCode(), CloseCode.tooManyMessages);
});

Deno.test("few but large messages are a flood as well", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  const payload = "x".repeat(MAX_RELAY_PAYLOAD_LENGTH);
  const message = { type: "relay", to: owner.peerId, payload };
  for (let count = 0; count < 3; count++) guest.peer.say(message);
  assert.equal(await guest.peer.closeCode(), CloseCode.tooManyMessages);
  // What was within the burst still arrives.
  await owner.peer.expect("relay");
  await owner.peer.expect("relay");
  await owner.peer.expect("peer-left");
});

Deno.test("a peer that doesn't read is closed with 1013, and the sender told", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  const relay = { type: "relay", to: owner.peerId, payload: "x" };
  owner.peer.socket.bufferedAmount = MAX_QUEUED_BYTES_PER_PEER;
  guest.peer.say(relay);
  await owner.peer.expect("relay");
  owner.peer.socket.bufferedAmount = MAX_QUEUED_BYTES_PER_PEER + 1;
  guest.peer.say(relay);
  assert.equal(await owner.peer.closeCode(), CloseCode.tryAgainLater);
  assert.equal((await guest.peer.expect("peer-left")).peerId, owner.peerId);
});

Deno.test("an owner's queue has room for a burst of each guest", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession("screen");
  const owner = await fixture.owner(session);
  owner.peer.socket.bufferedAmount = MAX_QUEUED_BYTES_PER_PEER *
    USUAL_GUESTS.screen;
  await owner.peer.expectSilence();
});

Deno.test("a registry that fails closes the socket with 1013 and nobody else's", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  fixture.registry.join = () => Promise.reject(new Error("connection lost"));
  const guest = fixture.open(session);
  guest.say(guestJoin(session));
  assert.equal(await guest.closeCode(), CloseCode.tryAgainLater);
  await owner.peer.expectSilence();
});

Deno.test("with the store away a member's departure is told to those of the same process", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  const away = () => Promise.reject(new StoreUnavailable());
  Object.assign(fixture.registry, { leave: away, end: away });
  guest.peer.drop();
  assert.equal((await owner.peer.expect("peer-left")).peerId, guest.peerId);
});

Deno.test("with the store away an owner's end closes the guests of the same process", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  fixture.registry.end = () => Promise.reject(new StoreUnavailable());
  owner.peer.say({ type: "leave" });
  assert.equal(await guest.peer.closeCode(), CloseCode.sessionEnded);
  await owner.peer.expect("peer-left");
  assert.equal(await owner.peer.closeCode(), CloseCode.normal);
});

Deno.test("who says again that it is here registers a forgotten session, and disturbs nobody near", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession("screen");
  const owner = await fixture.owner(session);
  const guests = [await fixture.guest(session), await fixture.guest(session)];
  for (const _ of guests) await owner.peer.expect("peer-joined");
  const forgetful = new MemorySessionRegistry({ clock: fixture.clock, maxSessions: 10 });
  Object.assign(fixture.registry, { join: forgetful.join.bind(forgetful) });

  await fixture.server.rejoin();

  assert.equal((await forgetful.describe(session.id))?.peers, 3);
  for (const { peer } of [owner, ...guests]) await peer.expectSilence();
});

Deno.test("a store that is away again while members say that they are here costs no socket", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  fixture.registry.join = () => Promise.reject(new StoreUnavailable());
  await fixture.server.rejoin();
  await owner.peer.expectSilence();
});

Deno.test("a guest whose session nobody registered again has to come back", async () => {
  const fixture = new SignalingFixture();
  const guest = await fixture.guest(await fixture.newSession());
  fixture.registry.join = () => Promise.resolve({ outcome: "unknown-session" });
  await fixture.server.rejoin();
  assert.equal(await guest.peer.closeCode(), CloseCode.tryAgainLater);
});

Deno.test("a late word that a former connection is gone doesn't hide the peer that is back", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const connections: ConnectionId[] = [];
  const subscribe = fixture.relay.subscribe.bind(fixture.relay);
  fixture.relay.subscribe = (connection, deliver) => {
    connections.push(connection);
    return subscribe(connection, deliver);
  };
  const owner = await fixture.owner(session);
  const token = newToken();
  const { peerId } = await fixture.guest(session, token);
  const again = await fixture.guest(session, token);
  await owner.peer.expect("peer-joined");
  await owner.peer.expect("peer-joined");

  const [toOwner, former] = connections;
  assert.ok(toOwner && former);
  await fixture.relay.publish(toOwner, {
    type: "peer-left",
    member: { peerId, role: "guest", connection: former },
  });

  await owner.peer.expectSilence();
  owner.peer.say({ type: "relay", to: peerId, payload: "still there" });
  await again.peer.expect("relay");
});

Deno.test("a member gets fresh ICE servers for the asking, always as the same user of TURN", async () => {
  const fixture = new SignalingFixture({ TURN_URLS: "turn:a.example", TURN_SECRET: "north" });
  const users: string[] = [];
  fixture.iceSetup = (user) => {
    users.push(user);
    const iceServers = [{ urls: ["turn:a.example"], username: `${users.length}`, credential: "c" }];
    return { iceServers, iceExpiresInMs: 60_000 };
  };
  const session = await fixture.newSession();
  const { peer, welcome } = await fixture.owner(session);
  assert.equal(welcome.iceServers[0]?.username, "1");
  assert.equal(welcome.iceExpiresInMs, 60_000);
  peer.say({ type: "ice-servers" });
  const { iceServers, iceExpiresInMs } = await peer.expect("ice-servers");
  assert.equal(iceServers[0]?.username, "2");
  assert.equal(iceExpiresInMs, 60_000);
  await fixture.guest(session);
  const [owner, again, guest] = users;
  assert.equal(owner, again);
  assert.notEqual(owner, guest);
});

Deno.test("ICE servers are for members only", async () => {
  const fixture = new SignalingFixture();
  const stranger = fixture.open(await fixture.newSession());
  stranger.say({ type: "ice-servers" });
  assert.equal(await stranger.closeCode(), CloseCode.malformedMessage);
});
