import assert from "node:assert/strict";
import { CloseCode } from "../protocol/close_code.ts";
import { encodeBase64Url } from "../protocol/base64url.ts";
import { parsePeerId, type PeerId } from "../protocol/ids.ts";
import type { GuestJoin } from "../protocol/signaling_message.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { FakeWebSocket } from "../testing/fakes/fake_web_socket.ts";
import { closeVerdict } from "./close_verdict.ts";
import { SignalingClient, type SignalingState } from "./signaling_client.ts";

const PEER = parsePeerId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") as PeerId;
const token = encodeBase64Url(new Uint8Array(32));
const join: GuestJoin = {
  type: "join",
  version: 1,
  role: "guest",
  joinToken: token,
  peerToken: token,
};
const joined = {
  type: "joined",
  peerId: PEER,
  kind: "file",
  peers: [{ peerId: PEER, role: "owner", polite: true }],
  iceServers: [],
  expiresInMs: 1,
};

class Fixture {
  readonly clock = new FakeClock();
  readonly sockets: FakeWebSocket[] = [];
  readonly states: SignalingState[] = [];
  readonly heard: string[] = [];
  mayGiveUp = true;
  isOnline = true;
  readonly client = new SignalingClient({
    url: "wss://filefrag.example/ws",
    join,
    clock: this.clock,
    mayGiveUp: () => this.mayGiveUp,
    isOnline: () => this.isOnline,
    random: () => 0,
    openSocket: (url) => {
      const socket = new FakeWebSocket(url);
      this.sockets.push(socket);
      return socket.asSocket;
    },
    onState: (state) => this.states.push(state),
    onJoined: ({ peers }) => this.heard.push(`joined ${peers.length}`),
    onIceServers: ({ iceExpiresInMs }) => this.heard.push(`ice-servers ${iceExpiresInMs}`),
    onPeerJoined: ({ role }) => this.heard.push(`peer-joined ${role}`),
    onPeerLeft: () => this.heard.push("peer-left"),
    onRelay: (_from, payload) => this.heard.push(`relay ${payload}`),
    onUndeliverable: () => this.heard.push("undeliverable"),
  });

  get socket(): FakeWebSocket {
    return this.sockets.at(-1) ?? assert.fail("no socket");
  }

  open(): FakeWebSocket {
    if (this.sockets.length === 0) this.client.start();
    this.socket.accept();
    this.socket.say(joined);
    assert.equal(this.client.state.kind, "open");
    return this.socket;
  }

  assertReleased(): void {
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
    for (const socket of this.sockets) assert.ok(socket.isReleased, "a listener is left");
  }
}

Deno.test("joins first and passes on what the server says", () => {
  const test = new Fixture();
  const socket = test.open();
  assert.deepEqual(socket.sent, [join]);
  socket.say({ type: "peer-joined", peer: joined.peers[0] });
  socket.say({ type: "relay", from: PEER, payload: "sealed" });
  socket.say({ type: "undeliverable", to: PEER });
  socket.say({ type: "peer-left", peerId: PEER });
  assert.deepEqual(test.heard, [
    "joined 1",
    "peer-joined owner",
    "relay sealed",
    "undeliverable",
    "peer-left",
  ]);
});

Deno.test("comes back when a server that restarts asked it to, and not before", () => {
  const test = new Fixture();
  test.open().drop(CloseCode.serviceRestart, "retry-after-ms=4000");
  test.clock.advance(4_000);
  assert.equal(test.sockets.length, 1);
  test.clock.advance(150);
  assert.equal(test.sockets.length, 2);
});

for (const reason of ["", "retry-after-ms=", "retry-after-ms=-5", "retry-after-ms=999999"]) {
  Deno.test(`spreads by itself where the server's reason is ${JSON.stringify(reason)}`, () => {
    const test = new Fixture();
    test.open().drop(CloseCode.serviceRestart, reason);
    test.clock.advance(150);
    assert.equal(test.sockets.length, 2);
  });
}

Deno.test("relays only while it is a member", () => {
  const test = new Fixture();
  test.client.start();
  test.socket.accept();
  assert.equal(test.client.relay(PEER, "early"), false);
  test.socket.say(joined);
  assert.equal(test.client.relay(PEER, "now"), true);
  test.socket.drop();
  assert.equal(test.client.relay(PEER, "late"), false);
  assert.deepEqual(test.socket.sent.slice(1), [
    { type: "relay", to: PEER, payload: "now" },
  ]);
});

Deno.test("joins again on a new socket after the old one is lost", () => {
  const test = new Fixture();
  test.open().drop();
  assert.deepEqual(test.client.state, {
    kind: "retrying",
    attempt: 1,
    refused: false,
  });
  test.clock.advance(150);
  assert.equal(test.sockets.length, 2);
  test.open();
  assert.deepEqual(test.socket.sent, [join]);
});

Deno.test("a stale socket is heard no more", () => {
  const test = new Fixture();
  const stale = test.open();
  stale.drop();
  test.clock.advance(150);
  test.open();
  const { length } = test.states;
  stale.say({ type: "relay", from: PEER, payload: "ghost" });
  stale.drop(CloseCode.wrongKey);
  assert.equal(test.states.length, length);
  assert.ok(!test.heard.includes("relay ghost"));
});

Deno.test("pings every 10 s and gives a socket up that stays silent", () => {
  const test = new Fixture();
  const socket = test.open();
  test.clock.advance(10_000);
  assert.deepEqual(socket.sent.at(-1), { type: "ping" });
  socket.say({ type: "pong" });
  test.clock.advance(10_000);
  assert.equal(test.client.state.kind, "open");
  test.clock.advance(10_000);
  assert.equal(test.client.state.kind, "retrying");
  assert.equal(socket.closedWith, CloseCode.normal);
});

Deno.test("a try that hangs is given up after 10 s and doesn't count as refused", () => {
  const test = new Fixture();
  test.client.start();
  test.clock.advance(10_000);
  assert.deepEqual(test.client.state, {
    kind: "retrying",
    attempt: 1,
    refused: false,
  });
});

Deno.test("a try that is turned away counts as refused only while this machine is online", () => {
  for (const isOnline of [true, false]) {
    const test = new Fixture();
    test.isOnline = isOnline;
    test.client.start();
    test.socket.drop();
    const { state } = test.client;
    assert.equal(state.kind === "retrying" && state.refused, isOnline);
  }
});

/** Refuses every try for this long. */
function refuseFor(test: Fixture, ms: number): void {
  const end = test.clock.now() + ms;
  while (test.clock.now() < end && test.client.state.kind !== "closed") {
    if (test.socket.closedWith === undefined) test.socket.drop();
    test.clock.advance(50);
  }
}

Deno.test("gives up after 20 s without a success while the peers haven't met", () => {
  const test = new Fixture();
  test.client.start();
  refuseFor(test, 19_000);
  assert.equal(test.client.state.kind, "retrying");
  refuseFor(test, 2_000);
  assert.deepEqual(test.client.state, {
    kind: "closed",
    reason: "server-unreachable",
  });
  test.assertReleased();
});

Deno.test("never gives up while the peers are connected", () => {
  const test = new Fixture();
  test.mayGiveUp = false;
  test.client.start();
  refuseFor(test, 3_600_000);
  assert.equal(test.client.state.kind, "retrying");
  assert.ok(test.sockets.length < 250, `${test.sockets.length} tries`);
});

Deno.test("a socket that is taken and dropped at once doesn't end the back-off", () => {
  const test = new Fixture();
  test.open().drop();
  test.clock.advance(150);
  test.open().drop();
  const { state } = test.client;
  assert.equal(state.kind === "retrying" && state.attempt, 2);
});

Deno.test("checkNow doesn't wait for the delay, and never opens a second socket", () => {
  const test = new Fixture();
  test.open().drop();
  test.client.checkNow();
  test.client.checkNow();
  assert.equal(test.sockets.length, 2);
});

Deno.test("checkNow asks an open socket, and replaces one that doesn't answer in 0.7 s", () => {
  const test = new Fixture();
  const healthy = test.open();
  test.client.checkNow();
  assert.deepEqual(healthy.sent.at(-1), { type: "ping" });
  healthy.say({ type: "pong" });
  test.clock.advance(700);
  assert.equal(test.sockets.length, 1);
  // From here on it is pinged as usual.
  test.clock.advance(10_000);
  assert.deepEqual(healthy.sent.slice(1), [{ type: "ping" }, { type: "ping" }]);
  healthy.say({ type: "pong" });
  test.client.checkNow();
  test.clock.advance(699);
  assert.equal(test.client.state.kind, "open");
  test.clock.advance(1);
  assert.equal(test.client.state.kind, "retrying");
  assert.equal(test.sockets.length, 2, "it waited before the next try");
  test.open();
  test.client.close();
  test.assertReleased();
});

Deno.test("checkNow gives up a socket that has been opening for long, and leaves a new one alone", () => {
  const test = new Fixture();
  test.open().drop();
  test.client.checkNow();
  test.clock.advance(1_499);
  test.client.checkNow();
  assert.equal(test.sockets.length, 2);
  test.clock.advance(1);
  test.client.checkNow();
  assert.equal(test.sockets.length, 3);
  test.open();
  test.client.close();
  test.client.checkNow();
  assert.equal(test.sockets.length, 3);
  test.assertReleased();
});

const CODES = [
  [CloseCode.wrongKey, true, "wrong-key"],
  [CloseCode.unknownSession, true, "session-unknown"],
  [CloseCode.sessionFull, true, "session-full"],
  [CloseCode.sessionEnded, true, "session-ended"],
  [CloseCode.replaced, true, "replaced"],
  [CloseCode.versionMismatch, true, "version-mismatch"],
  [CloseCode.malformedMessage, true, "protocol-error"],
  [CloseCode.binaryMessage, true, "protocol-error"],
  [CloseCode.messageTooBig, true, "protocol-error"],
  [CloseCode.tryAgainLater, false, "server-busy"],
  [CloseCode.tooManyMessages, false, "server-busy"],
  [CloseCode.serviceRestart, false, "server-unreachable"],
  [CloseCode.joinTimeout, false, "server-unreachable"],
  [CloseCode.normal, false, "server-unreachable"],
  [1006, false, "server-unreachable"],
  [4999, false, "server-unreachable"],
] as const;

for (const [code, isFinal, reason] of CODES) {
  Deno.test(`close code ${code} is ${isFinal ? "final" : "retried"}: ${reason}`, () => {
    assert.equal(closeVerdict(code, false).reason, reason);
    const test = new Fixture();
    test.client.start();
    test.socket.drop(code);
    assert.equal(
      test.client.state.kind,
      isFinal ? "closed" : "retrying",
    );
    if (isFinal) test.assertReleased();
  });
}

Deno.test("a member asks again when a restarted server doesn't know the session yet", () => {
  const test = new Fixture();
  test.open().drop(CloseCode.serviceRestart);
  test.clock.advance(150);
  test.socket.drop(CloseCode.unknownSession);
  assert.equal(test.client.state.kind, "retrying");
});

for (const data of ["{", '{"type":"shout"}', new ArrayBuffer(1)]) {
  Deno.test(`a server that says ${String(data)} is left with protocol-error`, () => {
    const test = new Fixture();
    test.open().sayRaw(data);
    assert.deepEqual(test.client.state, {
      kind: "closed",
      reason: "protocol-error",
    });
    test.assertReleased();
  });
}

Deno.test("leave says so, closes, and leaves nothing behind", () => {
  const test = new Fixture();
  const socket = test.open();
  test.client.leave();
  test.client.close();
  assert.deepEqual(socket.sent.at(-1), { type: "leave" });
  assert.equal(socket.closedWith, CloseCode.normal);
  assert.deepEqual(test.states.at(-1), { kind: "closed", reason: undefined });
  assert.equal(test.states.filter(({ kind }) => kind === "closed").length, 1);
  test.assertReleased();
});

Deno.test("asks for fresh ICE servers while it is open, and passes the answer on", () => {
  const test = new Fixture();
  test.client.start();
  test.client.askForIce(); // Not joined yet: `joined` brings them.
  const socket = test.open();
  test.client.askForIce();
  assert.deepEqual(socket.sent, [join, { type: "ice-servers" }]);
  socket.say({ type: "ice-servers", iceServers: [], iceExpiresInMs: 7 });
  assert.deepEqual(test.heard, ["joined 1", "ice-servers 7"]);
  test.client.close();
  test.client.askForIce();
  assert.equal(socket.sent.length, 2);
  test.assertReleased();
});
