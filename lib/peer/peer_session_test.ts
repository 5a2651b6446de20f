import assert from "node:assert/strict";
import type { TransferMessage } from "../protocol/control_message.ts";
import { parseSessionId, type Role, type SessionId } from "../protocol/ids.ts";
import { createLinkSecret } from "../security/link.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { FakePeerConnection, joinConnections } from "../testing/fake_peer_connection.ts";
import { settle } from "../testing/simulation.ts";
import { PeerSession, type PeerState } from "./peer_session.ts";

const SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") as SessionId;

const reachable = { open: true, refused: false, peerListed: true };

/** One end, with a fake connection and clock and the real introduction. */
class End {
  readonly clock = new FakeClock();
  readonly pc = new FakePeerConnection();
  readonly states: PeerState[] = [];
  readonly messages: TransferMessage[] = [];
  readonly payloads: string[] = [];
  readonly session: PeerSession;
  deliver: (payload: string) => void = () => {};
  #wake = () => {};

  constructor(role: Role, secret: Uint8Array<ArrayBuffer>) {
    this.session = new PeerSession({
      role,
      polite: role === "guest",
      sessionId: SESSION,
      secret,
      iceServers: [{ urls: ["stun:stun.example"] }],
      clock: this.clock,
      sendPayload: (payload) => {
        this.payloads.push(payload);
        this.deliver(payload);
      },
      onState: (state) => {
        this.states.push(state);
        this.#wake();
      },
      onMessage: (message) => this.messages.push(message),
      createConnection: () => this.pc.asConnection,
    });
  }

  get kinds(): string[] {
    return this.states.map(({ kind }) => kind);
  }

  async reached(kind: PeerState["kind"]): Promise<PeerState> {
    while (this.session.state.kind !== kind) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.session.state;
  }

  /** Failed once, with this reason, and with nothing left behind. */
  async assertFailed(reason: string): Promise<void> {
    assert.deepEqual(await this.reached("failed"), { kind: "failed", reason });
    await this.assertReleased();
  }

  async assertReleased(): Promise<void> {
    const { length } = this.states;
    this.pc.becomeIce("failed");
    globalThis.dispatchEvent(new Event("online"));
    this.session.receivePayload("x");
    this.session.signalingChanged(reachable);
    this.session.send({ type: "pause" });
    this.session.close();
    await settle();
    assert.equal(this.states.length, length, "told more after the end");
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
    assert.equal(this.pc.signalingState, "closed");
  }
}

class Pair {
  readonly owner: End;
  readonly guest: End;

  constructor(guestSecret?: Uint8Array<ArrayBuffer>) {
    const secret = createLinkSecret();
    this.owner = new End("owner", secret);
    this.guest = new End("guest", guestSecret ?? secret);
    this.owner.deliver = (payload) => this.guest.session.receivePayload(payload);
    this.guest.deliver = (payload) => this.owner.session.receivePayload(payload);
  }

  /** Up to both descriptions. */
  async introduce(): Promise<this> {
    this.guest.session.start();
    this.owner.session.start();
    await signaling(this.owner.pc, "stable");
    return this;
  }

  async connect(): Promise<this> {
    await this.introduce();
    joinConnections(this.owner.pc, this.guest.pc);
    await Promise.all([
      this.owner.reached("connected"),
      this.guest.reached("connected"),
    ]);
    return this;
  }
}

/** Resolves when a description from the peer has brought the connection into this state. */
async function signaling(
  pc: FakePeerConnection,
  state: RTCSignalingState,
): Promise<void> {
  while (pc.signalingState !== state || !pc.remoteDescription) {
    await new Promise((resolve) =>
      pc.addEventListener("signalingstatechange", resolve, { once: true })
    );
  }
}

Deno.test("introduces, connects, proves, and only then delivers", async () => {
  const { owner, guest } = await new Pair().connect();
  assert.deepEqual(owner.kinds, ["connecting", "connected"]);
  assert.deepEqual(guest.kinds, ["connecting", "connected"]);
  owner.session.send({ type: "pause" });
  await settle();
  assert.deepEqual(guest.messages, [{ type: "pause" }]);
  assert.ok(guest.session.lane.maxFrameBytes > 0);
  const [first] = owner.pc.channel("control").sent;
  assert.match(String(first), /^\{"type":"bind"/);
});

Deno.test("no plain description leaves over the server", async () => {
  const { owner, guest } = await new Pair().connect();
  for (const payload of [...owner.payloads, ...guest.payloads]) {
    assert.doesNotMatch(payload, /v=0|fingerprint|candidate|[{]/);
  }
});

Deno.test("before the proof nothing can be sent and there is no lane", async () => {
  const { owner } = await new Pair().introduce();
  assert.throws(() => owner.session.send({ type: "pause" }), /connecting/);
  assert.throws(() => owner.session.lane, /connecting/);
});

Deno.test("a message before the proof ends the session and is not delivered", async () => {
  const { owner, guest } = await new Pair().introduce();
  guest.pc.channel("control").receive('{"type":"pause"}');
  await guest.assertFailed("protocol-error");
  assert.deepEqual(guest.messages, []);
  owner.session.close();
});

Deno.test("a certificate that isn't the described one is tampered", async () => {
  const { owner, guest } = await new Pair().introduce();
  // Somebody ends the DTLS connection in the middle.
  guest.pc.remoteCertificate = new ArrayBuffer(300);
  joinConnections(owner.pc, guest.pc);
  // Each end refuses the other's tag; whoever is first hangs up, which the other may see sooner.
  const states = [await owner.reached("failed"), await guest.reached("failed")];
  const reasons = states.map((state) => state.kind === "failed" && state.reason);
  assert.ok(reasons.includes("tampered"), reasons.join());
  assert.ok(![...owner.kinds, ...guest.kinds].includes("connected"));
  assert.deepEqual([owner.messages, guest.messages], [[], []]);
  await owner.assertReleased();
  await guest.assertReleased();
});

Deno.test("a peer that never proves itself is left after 5 s", async () => {
  const { owner, guest } = await new Pair().introduce();
  owner.pc.channel("control").open();
  await settle();
  owner.clock.advance(5_000);
  await owner.assertFailed("timed-out");
  guest.session.close();
});

Deno.test("another key never connects", async () => {
  const { owner, guest } = new Pair(createLinkSecret());
  guest.session.start();
  owner.session.start();
  await Promise.race([owner.reached("failed"), guest.reached("failed")]);
  owner.session.close();
  guest.session.close();
  assert.ok(![...owner.kinds, ...guest.kinds].includes("connecting"));
});

Deno.test("no path within 20 s is no-route", async () => {
  const { owner, guest } = await new Pair().introduce();
  owner.clock.advance(1_000);
  owner.clock.advance(20_000);
  await owner.assertFailed("no-route");
  guest.session.close();
});

Deno.test("close says bye, and both sides end once", async () => {
  const { owner, guest } = await new Pair().connect();
  owner.session.close();
  owner.session.close();
  await guest.assertFailed("peer-left");
  await owner.assertReleased();
  assert.deepEqual(owner.kinds.at(-1), "closed");
  assert.equal(owner.pc.channel("control").sent.at(-1), '{"type":"bye"}');
});

Deno.test("a closed channel is a peer that left, at once", async () => {
  const { owner, guest } = await new Pair().connect();
  guest.pc.channel("bulk").close();
  await owner.assertFailed("peer-left");
  await guest.assertFailed("peer-left");
});

/** The network swallows everything from now on. */
function cut({ owner }: Pair): void {
  for (const channel of owner.pc.channels.values()) channel.cut();
}

/** Time in steps in which promises settle. */
async function pass(seconds: number, ...ends: End[]): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    for (const { clock } of ends) clock.advance(1_000);
    await settle();
  }
}

Deno.test("heartbeats keep a silent connection connected", async () => {
  const { owner, guest } = await new Pair().connect();
  await pass(30, owner, guest);
  assert.equal(owner.session.state.kind, "connected");
  assert.equal(owner.pc.restarts, 0);
  owner.session.close();
  guest.session.close();
});

Deno.test("frames alone keep a connection alive", async () => {
  const { owner, guest } = await new Pair().connect();
  for (let second = 0; second < 10; second++) {
    guest.pc.channel("bulk").send(new ArrayBuffer(1));
    await pass(1, owner);
  }
  assert.equal(owner.session.state.kind, "connected");
  owner.session.close();
  guest.session.close();
});

Deno.test("silence is repaired over the server, and the same session goes on", async () => {
  const pair = await new Pair().connect();
  const { owner, guest } = pair;
  const [control, relayed] = [owner.pc.channel("control"), owner.payloads];
  const { length } = relayed;
  cut(pair);
  await pass(3, owner);
  assert.equal(owner.session.state.kind, "interrupted");
  assert.equal(owner.pc.restarts, 1);
  await signaling(owner.pc, "stable");
  assert.ok(relayed.length > length, "the restart went into the dead channel");
  assert.ok(!control.sent.some((text) => String(text).includes('"signal"')));
  await pass(9, owner);
  assert.equal(owner.session.state.kind, "interrupted");
  owner.pc.channel("control").linkTo(guest.pc.channel("control"));
  await pass(1, guest);
  assert.equal(owner.session.state.kind, "connected");
  owner.session.send({ type: "pause" });
  await settle();
  assert.deepEqual(guest.messages, [{ type: "pause" }]);
  owner.session.close();
  guest.session.close();
});

Deno.test("a killed peer is noticed 4 s after the server saw it go", async () => {
  const pair = await new Pair().connect();
  cut(pair);
  pair.owner.session.signalingChanged({ ...reachable, peerListed: false });
  await pass(3, pair.owner);
  assert.equal(pair.owner.session.state.kind, "interrupted");
  await pass(1, pair.owner);
  await pair.owner.assertFailed("peer-left");
  pair.guest.session.close();
});

Deno.test("a renegotiation goes over the control channel while that is alive", async () => {
  const { owner, guest } = await new Pair().connect();
  await pass(11, owner, guest);
  const { length } = owner.payloads;
  owner.pc.restartIce();
  await settle();
  await signaling(owner.pc, "stable");
  assert.equal(owner.payloads.length, length);
  const texts = owner.pc.channel("control").sent.map(String);
  assert.ok(texts.some((text) => text.includes('"signal"')));
  assert.equal(guest.pc.signalingState, "stable");
  owner.session.close();
  guest.session.close();
});

Deno.test("a peer that renegotiates with another certificate is tampered", async () => {
  const { owner, guest } = await new Pair().connect();
  const description = new FakePeerConnection().describe("offer");
  const payload = { description, revision: 9 };
  guest.pc.channel("control").send(
    JSON.stringify({ type: "signal", lane: 0, payload }),
  );
  await owner.assertFailed("tampered");
  guest.session.close();
});

Deno.test("the browser's online event restarts ICE by way of the server", async () => {
  const { owner, guest } = await new Pair().connect();
  const { length } = owner.payloads;
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  await signaling(owner.pc, "stable");
  assert.equal(owner.pc.restarts, 1);
  assert.ok(owner.payloads.length > length);
  assert.equal(owner.session.state.kind, "connected");
  owner.session.close();
  guest.session.close();
});

Deno.test("an offer that the server lost is said again after the next handshake", async () => {
  const { owner, guest } = new Pair();
  const { deliver } = guest;
  // The owner's first offer is answered, and the answer is lost with the guest's socket.
  guest.deliver = (payload) => {
    if (!guest.pc.localDescription) deliver(payload);
  };
  guest.session.start();
  owner.session.start();
  await signaling(guest.pc, "stable");
  await settle();
  assert.equal(owner.pc.signalingState, "have-local-offer");
  guest.deliver = deliver;
  owner.session.signalingChanged({ ...reachable, peerListed: false });
  owner.session.signalingChanged(reachable);
  await signaling(owner.pc, "stable");
  joinConnections(owner.pc, guest.pc);
  await owner.reached("connected");
  await guest.reached("connected");
  owner.session.close();
  guest.session.close();
});

Deno.test("while signaling is down nothing is handed to it", async () => {
  const { owner, guest } = await new Pair().connect();
  owner.session.signalingChanged({ ...reachable, open: false });
  const { length } = owner.payloads;
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(owner.payloads.length, length);
  owner.session.close();
  guest.session.close();
});

Deno.test("a server that forges payloads can't end a proven connection", async () => {
  const { owner, guest } = await new Pair().connect();
  owner.session.receivePayload("not a payload");
  guest.session.receivePayload("not a payload");
  await settle();
  assert.equal(owner.session.state.kind, "connected");
  // And the next introduction works again.
  const { length } = guest.payloads;
  owner.session.reintroduce();
  while (guest.payloads.length < length + 2) await settle();
  assert.equal(guest.session.state.kind, "connected");
  owner.session.close();
  guest.session.close();
});

Deno.test("before the proof a forged payload ends the session", async () => {
  const { owner, guest } = await new Pair().introduce();
  owner.session.receivePayload("not a payload");
  await owner.assertFailed("protocol-error");
  guest.session.close();
});

Deno.test("a peer that finds no route tells the other why before it is gone", async () => {
  const { owner, guest } = await new Pair().introduce();
  guest.pc.becomeIce("failed");
  await guest.assertFailed("no-route");
  await owner.assertFailed("no-route");
});
