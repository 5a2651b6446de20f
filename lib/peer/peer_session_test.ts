import assert from "node:assert/strict";
import type { ControlMessage, TransferMessage } from "../protocol/control_message.ts";
import { parseSessionId, type Role, type SessionId } from "../protocol/ids.ts";
import { parseScreenMessage, type ScreenMessage } from "../protocol/screen_message.ts";
import type { IceServer } from "../protocol/signaling_message.ts";
import { createLinkSecret } from "../security/link.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { FakePeerConnection, joinConnections } from "../testing/fakes/fake_peer_connection.ts";
import { settle } from "../testing/simulation/simulation.ts";
import type { Cargo, PeerMedia } from "./cargo.ts";
import { fileCargo } from "./file_cargo.ts";
import { FlowControlledLane } from "./lanes/flow_controlled_lane.ts";
import type { CreateLane, LaneHandle } from "./lanes/lane_handle.ts";
import { PeerSession, type PeerState } from "./peer_session.ts";

const SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") as SessionId;

/** A fingerprint that no connection here has. */
const OTHER = Array(32).fill("FF").join(":");

const reachable = { open: true, refused: false, peerListed: true };

/** How an end differs from one that carries files over lanes on the page. */
interface EndOptions {
  readonly iceServers?: readonly IceServer[];
  readonly createLane?: CreateLane | undefined;
  readonly cargo?: Cargo;
  /** Whether further lanes have the certificate of lane 0, as a browser's have. @default {true} */
  readonly oneCertificate?: boolean;
}

/** One end, with a fake connection and clock and the real introduction. */
class End {
  readonly clock = new FakeClock();
  /** Lane 0's. */
  readonly pc = new FakePeerConnection();
  /** All that were made, lane 0's first. */
  readonly connections: FakePeerConnection[] = [];
  readonly configs: RTCConfiguration[] = [];
  readonly lanes: LaneHandle[] = [];
  readonly states: PeerState[] = [];
  readonly messages: TransferMessage[] = [];
  readonly payloads: string[] = [];
  readonly session: PeerSession;
  deliver: (payload: string) => void = () => {};
  #wake = () => {};
  #told = 0;
  doubts = 0;

  constructor(
    role: Role,
    secret: Uint8Array<ArrayBuffer>,
    { createLane, cargo, iceServers, oneCertificate = true }: EndOptions = {},
  ) {
    this.session = new PeerSession({
      role,
      polite: role === "guest",
      sessionId: SESSION,
      secret,
      iceServers: iceServers ?? [{ urls: ["turn:turn.example"], username: "u", credential: "c" }],
      iceTransportPolicy: "relay",
      cargo: cargo ?? {
        ...fileCargo(() => Promise.resolve(createLane ?? ((lane) => new FlowControlledLane(lane)))),
        onMessage: (message: TransferMessage) => this.messages.push(message),
        onLane: (lane) => {
          if (lane instanceof FlowControlledLane) {
            lane.listen({ onFrame: () => {}, onClose: () => {} });
          }
          this.lanes.push(lane);
        },
      },
      clock: this.clock,
      sendPayload: (payload) => {
        this.payloads.push(payload);
        this.deliver(payload);
      },
      onState: (state) => {
        this.states.push(state);
        this.#wake();
      },
      onDoubt: () => this.doubts++,
      createConnection: (config) => {
        const further = () => new FakePeerConnection(oneCertificate ? this.pc : undefined);
        const pc = this.connections.length === 0 ? this.pc : further();
        this.connections.push(pc);
        this.configs.push(config);
        return pc.asConnection;
      },
    });
  }

  /** The states entered since it was last asked. */
  news(): string[] {
    const { length } = this.states;
    return this.kinds.slice(this.#told, this.#told = length);
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
    this.session.openLanes(8);
    this.session.close();
    await settle();
    assert.equal(this.states.length, length, "told more after the end");
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
    for (const pc of this.connections) {
      assert.equal(pc.signalingState, "closed");
      assert.ok(pc.isReleased, "a listener is left");
    }
  }
}

class Pair implements Disposable {
  readonly owner: End;
  readonly guest: End;

  constructor(
    guestSecret?: Uint8Array<ArrayBuffer>,
    ownerOptions: EndOptions = {},
    guestOptions: EndOptions = ownerOptions,
  ) {
    const secret = createLinkSecret();
    this.owner = new End("owner", secret, ownerOptions);
    this.guest = new End("guest", guestSecret ?? secret, guestOptions);
    this.owner.deliver = (payload) => this.guest.session.receivePayload(payload);
    this.guest.deliver = (payload) => this.owner.session.receivePayload(payload);
  }

  [Symbol.dispose](): void {
    this.owner.session.close();
    this.guest.session.close();
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
  while (pc.signalingState !== state || !pc.remoteDescription) await settle();
}

Deno.test("introduces, connects, proves, and only then delivers", async () => {
  const { owner, guest } = await new Pair().connect();
  assert.deepEqual(owner.kinds, ["connecting", "connected"]);
  assert.deepEqual(guest.kinds, ["connecting", "connected"]);
  owner.session.send({ type: "pause" });
  await settle();
  assert.deepEqual(guest.messages, [{ type: "pause" }]);
  assert.equal(guest.session.lane.received, 0);
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

Deno.test("a guest whose browser gave the connection up is broken, and leaves nothing behind", async () => {
  const { owner, guest } = await new Pair().connect();
  for (const channel of guest.pc.channels.values()) channel.cut();
  guest.pc.become("failed");
  guest.pc.channel("bulk").close();
  assert.deepEqual(guest.session.state, { kind: "broken" });
  await guest.assertReleased();
  owner.session.close();
});

Deno.test("an owner whose browser gave the connection up has its guest come again, and waits for it", async () => {
  const { owner, guest } = await new Pair().connect();
  for (const channel of owner.pc.channels.values()) channel.cut();
  owner.pc.become("failed");
  owner.pc.channel("control").close();
  assert.equal(owner.session.state.kind, "interrupted");
  assert.deepEqual(await guest.reached("broken"), { kind: "broken" });
  await guest.assertReleased();
  owner.session.signalingChanged({ ...reachable, peerListed: false });
  await pass(4, owner);
  await owner.assertFailed("peer-left");
});

Deno.test("an owner that broke without a server says so when the server is back", async () => {
  const { owner, guest } = await new Pair().connect();
  for (const channel of owner.pc.channels.values()) channel.cut();
  const down = { open: false, refused: false, peerListed: true };
  for (const { session } of [owner, guest]) session.signalingChanged(down);
  owner.pc.become("failed");
  owner.pc.channel("control").close();
  await pass(5, owner, guest);
  assert.equal(guest.session.state.kind, "interrupted");
  for (const { session } of [guest, owner]) session.signalingChanged(reachable);
  assert.deepEqual(await guest.reached("broken"), { kind: "broken" });
  await guest.assertReleased();
  owner.session.close();
  await owner.assertReleased();
});

Deno.test("a browser that refuses a proven peer's description breaks the connection, and a lie still fails", async () => {
  const { owner, guest } = await new Pair().connect();
  owner.pc.setRemoteDescription = () => Promise.reject(new DOMException("Failed to set SSL role"));
  guest.pc.setRemoteDescription = owner.pc.setRemoteDescription;
  guest.session.signalingChanged({ ...reachable, open: false });
  owner.pc.restartIce();
  assert.deepEqual(await guest.reached("broken"), { kind: "broken" });
  await guest.assertReleased();
  owner.session.close();
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
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  await pass(30, owner, guest);
  assert.equal(owner.session.state.kind, "connected");
  assert.equal(owner.pc.restarts, 0);
});

Deno.test("frames alone keep a connection alive", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  for (let second = 0; second < 10; second++) {
    guest.pc.channel("bulk").send(new ArrayBuffer(1));
    await pass(1, owner);
  }
  assert.equal(owner.session.state.kind, "connected");
});

Deno.test("silence is repaired over the server, and the same session goes on", async () => {
  using pair = await new Pair().connect();
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
});

Deno.test("a pause that is short is repaired without a word to the reader", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  await pass(4, owner, guest); // What was negotiated at the beginning is no repair.
  owner.news();
  cut(pair);
  await pass(2, owner);
  assert.deepEqual([owner.pc.restarts, owner.session.state.kind], [1, "connected"]);
  assert.equal(owner.doubts, 1);
  await signaling(owner.pc, "stable");
  owner.pc.channel("control").linkTo(guest.pc.channel("control"));
  await pass(1, guest);
  await pass(1, owner);
  assert.deepEqual(owner.news(), []);
});

Deno.test("one repair is enough: the end that hears of it begins none", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  await pass(4, owner, guest);
  cut(pair);
  await pass(2, owner);
  await signaling(owner.pc, "stable");
  await pass(2, guest);
  assert.deepEqual([owner.pc.restarts, guest.pc.restarts], [1, 0]);
});

Deno.test("an offer of a time without a network is made anew when the server is back", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  cut(pair);
  owner.session.signalingChanged({ ...reachable, open: false });
  await pass(6, owner);
  assert.deepEqual([owner.pc.restarts, owner.pc.signalingState], [1, "have-local-offer"]);
  owner.session.signalingChanged(reachable);
  while (owner.pc.restarts < 2) await settle();
  await signaling(owner.pc, "stable");
  assert.equal(guest.pc.remoteDescription?.sdp, owner.pc.localDescription?.sdp);
});

Deno.test("lanes whose path is gone are made anew over the server while the control channel is dead", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  await openLanes(pair, 5);
  const { length } = owner.pc.channel("control").sent;
  cut(pair);
  await pass(2, owner);
  while (guest.connections.length < 7) await settle();
  await signaling(owner.connections[6] ?? assert.fail("no lane"), "stable");
  assert.deepEqual(owner.connections.map(({ signalingState }) => signalingState), [
    ...["stable", "closed", "closed", "stable", "stable"],
    ...["stable", "stable"],
  ]);
  const said = owner.pc.channel("control").sent.slice(length).map(String);
  assert.ok(!said.some((text) => text.includes('"signal"')));
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
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  await pass(11, owner, guest);
  const { length } = owner.payloads;
  owner.pc.restartIce();
  await settle();
  await signaling(owner.pc, "stable");
  assert.equal(owner.payloads.length, length);
  const texts = owner.pc.channel("control").sent.map(String);
  assert.ok(texts.some((text) => text.includes('"signal"')));
  assert.equal(guest.pc.signalingState, "stable");
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
  using pair = await new Pair().connect();
  const { owner } = pair;
  const { length } = owner.payloads;
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  await signaling(owner.pc, "stable");
  assert.equal(owner.pc.restarts, 1);
  assert.ok(owner.payloads.length > length);
  assert.equal(owner.session.state.kind, "connected");
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
  using pair = await new Pair().connect();
  const { owner } = pair;
  owner.session.signalingChanged({ ...reachable, open: false });
  const { length } = owner.payloads;
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(owner.payloads.length, length);
});

for (
  const [what, alter] of [
    ["is no description", () => "v=0"],
    ["names another certificate", (sdp: string) => sdp.replace(/(sha-256 ).*/, `$1${OTHER}`)],
  ] as const
) {
  Deno.test(`a sealed text over the server that ${what} is passed over once the connection is proven`, async () => {
    const pair = await new Pair().connect();
    const { owner, guest } = pair;
    const describe = guest.pc.describe.bind(guest.pc);
    guest.pc.describe = (type) => ({ type, sdp: alter(describe(type).sdp) });
    globalThis.dispatchEvent(new Event("online"));
    await pass(2, owner, guest);
    guest.pc.describe = describe;
    assert.deepEqual([owner.session.state.kind, guest.session.state.kind], [
      "connected",
      "connected",
    ]);
    owner.session.send({ type: "pause" });
    await settle();
    assert.deepEqual(guest.messages, [{ type: "pause" }]);
    pair[Symbol.dispose]();
  });
}

Deno.test("a server that forges payloads can't end a proven connection", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  owner.session.receivePayload("not a payload");
  guest.session.receivePayload("not a payload");
  await settle();
  assert.equal(owner.session.state.kind, "connected");
  // And the next introduction works again.
  const { length } = guest.payloads;
  owner.session.reintroduce();
  while (guest.payloads.length < length + 2) await settle();
  assert.equal(guest.session.state.kind, "connected");
});

Deno.test("before the proof a forged payload ends the session", async () => {
  const { owner, guest } = await new Pair().introduce();
  owner.session.receivePayload("not a payload");
  await owner.assertFailed("protocol-error");
  guest.session.close();
});

Deno.test("who only goes through a relay, where there is none, says so to both at once", async () => {
  const iceServers = [{ urls: ["stun:stun.example"] }];
  for (const [ownerOptions, guestOptions] of [[{ iceServers }, {}], [{}, { iceServers }]]) {
    const { owner, guest } = new Pair(undefined, ownerOptions, guestOptions);
    guest.session.start();
    owner.session.start();
    await owner.assertFailed("no-relay");
    await guest.assertFailed("no-relay");
  }
});

Deno.test("a peer that finds no route tells the other why before it is gone", async () => {
  const { owner, guest } = await new Pair().introduce();
  guest.pc.becomeIce("failed");
  await guest.assertFailed("no-route");
  await owner.assertFailed("no-route");
});

/** The generation of the peer that the connection knows. */
function ufragOf({ remoteDescription }: FakePeerConnection): string | undefined {
  return /a=ice-ufrag:(\S+)/.exec(remoteDescription?.sdp ?? "")?.[1];
}

/** The owner opens lanes up to this many, as fast as a local network allows, and they connect. */
async function openLanes({ owner, guest }: Pair, count: number): Promise<void> {
  owner.session.openLanes(count);
  for (let index = owner.connections.length - 1; index < count; index++) {
    await settle();
    if (!owner.connections[index]) await pass(3, owner, guest);
    const [one, other] = [owner.connections[index], guest.connections[index]];
    joinConnections(one ?? assert.fail("no connection"), other ?? assert.fail("no connection"));
  }
}

Deno.test("further lanes are set up over the control channel alone, also while it is in doubt", async () => {
  const pair = await new Pair().connect();
  const { owner, guest } = pair;
  globalThis.dispatchEvent(new Event("online"));
  // Both restart ICE at once, by the server: until each has answered the other.
  while (owner.pc.ufrag !== ufragOf(guest.pc) || guest.pc.ufrag !== ufragOf(owner.pc)) {
    await settle();
  }
  await signaling(owner.pc, "stable");
  await signaling(guest.pc, "stable");
  const relayed = [owner.payloads.length, guest.payloads.length];
  await openLanes(pair, 4);
  assert.deepEqual([owner.lanes.length, guest.lanes.length], [3, 3]);
  for (const { connections } of [owner, guest]) {
    assert.deepEqual(
      connections.map(({ signalingState }) => signalingState),
      Array(4).fill("stable"),
    );
  }
  assert.deepEqual([owner.payloads.length, guest.payloads.length], relayed);
  owner.session.close();
  await owner.assertReleased();
  await guest.assertFailed("peer-left");
});

for (
  const [candidateType, address, path, count] of [
    [
      "host",
      "0d5ac9f6-3d5e-4c5f-9d5e-1d5ac9f60d5a.local",
      "goes by names in the local network, one in a while",
      1,
    ],
    ["host", "10.0.0.7", "goes by addresses in the local network, at once", 3],
    ["srflx", "0d5ac9f6-3d5e-4c5f-9d5e-1d5ac9f60d5a.local", "leaves the local network, at once", 3],
  ] as const
) {
  Deno.test(`further lanes are offered where lane 0's path ${path}`, async () => {
    using pair = await new Pair().introduce();
    const { owner, guest } = pair;
    const stats = new Map<string, unknown>([
      ["T", { type: "transport", selectedCandidatePairId: "P" }],
      ["P", { type: "candidate-pair", localCandidateId: "L", remoteCandidateId: "R" }],
      ["L", { candidateType }],
      ["R", { candidateType: "host" }],
    ]);
    owner.pc.getStats = () => Promise.resolve(stats);
    const candidate = `candidate:1 1 udp 1 ${address} 5000 typ host`;
    owner.pc.findCandidate({ candidate, sdpMid: "0" });
    joinConnections(owner.pc, guest.pc);
    await Promise.all([owner.reached("connected"), guest.reached("connected")]);
    await settle();
    owner.session.openLanes(4);
    assert.equal(owner.connections.length, 1 + count);
  });
}

Deno.test("further lanes look for their paths as lane 0 does", async () => {
  const pair = await new Pair().connect();
  await openLanes(pair, 3);
  for (const { configs, session } of [pair.owner, pair.guest]) {
    assert.equal(configs.length, 3);
    for (const config of configs) assert.deepEqual(config, configs[0]);
    assert.equal(configs[0]?.iceTransportPolicy, "relay");
    session.close();
  }
});

Deno.test("no further lane is opened before the proof or while interrupted", async () => {
  using pair = await new Pair().introduce();
  const { owner, guest } = pair;
  owner.session.openLanes(4);
  joinConnections(owner.pc, guest.pc);
  await Promise.all([owner.reached("connected"), guest.reached("connected")]);
  cut(pair);
  await pass(3, owner);
  assert.equal(owner.session.state.kind, "interrupted");
  owner.session.openLanes(4);
  await settle();
  assert.equal(owner.connections.length, 1);
});

Deno.test("a signal for a further lane before the proof ends the session and makes no lane", async () => {
  const { owner, guest } = await new Pair().introduce();
  const payload = { description: new FakePeerConnection().describe("offer"), revision: 1 };
  guest.pc.channel("control").receive(JSON.stringify({ type: "signal", lane: 1, payload }));
  await guest.assertFailed("protocol-error");
  assert.equal(guest.connections.length, 1);
  owner.session.close();
});

for (const side of ["owner", "guest"] as const) {
  Deno.test(`a lane for which the ${side} names another certificate than it has proven carries nothing`, async () => {
    const own = { oneCertificate: false };
    using pair = new Pair(undefined, ...side === "owner" ? [own, {}] as const : [{}, own] as const);
    const { owner, guest } = await pair.connect();
    owner.session.openLanes(2);
    await settle();
    await settle();
    const [, offered] = owner.connections;
    assert.equal(offered?.signalingState, "have-local-offer");
    assert.equal(guest.connections.length, side === "owner" ? 1 : 2);
    assert.deepEqual(
      [owner.session.state.kind, guest.session.state.kind],
      Array(2).fill("connected"),
    );
    await pass(20, owner, guest);
    assert.equal(offered.signalingState, "closed");
    assert.deepEqual(
      [owner.session.state.kind, guest.session.state.kind],
      Array(2).fill("connected"),
    );
  });
}

Deno.test("a guest that offers a lane is refused", async () => {
  const { owner, guest } = await new Pair().connect();
  const payload = { description: new FakePeerConnection().describe("offer"), revision: 1 };
  guest.pc.channel("control").send(JSON.stringify({ type: "signal", lane: 1, payload }));
  await owner.assertFailed("protocol-error");
  assert.equal(owner.connections.length, 1);
  await guest.assertFailed("peer-left");
});

Deno.test("frames on a further lane alone keep a connection alive", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  await openLanes(pair, 2);
  cut(pair);
  for (let second = 0; second < 10; second++) {
    guest.connections[1]?.channel("bulk").send(new Uint8Array(1));
    await pass(1, owner);
  }
  assert.equal(owner.session.state.kind, "connected");
});

Deno.test("a lost further lane and a repair of lane 0 leave each other alone", async () => {
  using pair = await new Pair().connect();
  const { owner } = pair;
  await openLanes(pair, 3);
  owner.connections[1]?.become("failed");
  const [, , further] = owner.connections;
  if (further) further.isReceiving = true;
  cut(pair);
  await pass(3, owner);
  assert.deepEqual(owner.connections.slice(0, 3).map(({ restarts }) => restarts), [1, 0, 0]);
  assert.equal(owner.connections[2]?.signalingState, "stable");
  assert.equal(owner.session.state.kind, "interrupted");
});

Deno.test("nobody but its lane looks at a bulk channel once the lane has it", async () => {
  const dead = () => {
    throw new Error("the channel moved to a worker");
  };
  const counts = { created: 0, closed: 0 };
  const createLane: CreateLane = ({ channel }) => {
    counts.created++;
    for (const name of ["readyState", "bufferedAmount", "maxMessageSize"]) {
      Object.defineProperty(channel, name, { get: dead, set: dead });
    }
    Object.assign(channel, { addEventListener: dead, send: dead, close: () => {}, open: () => {} });
    return { received: 0, close: () => counts.closed++ };
  };
  const pair = await new Pair(undefined, { createLane }).connect();
  const { owner, guest } = pair;
  await openLanes(pair, 3);
  await pass(5, owner, guest);
  assert.equal(counts.created, 6);
  assert.deepEqual([owner.lanes.length, guest.lanes.length], [2, 2]);
  assert.equal(owner.session.state.kind, "connected");
  owner.session.close();
  await guest.assertFailed("peer-left");
  assert.equal(counts.closed, 6);
});

/** Media that remember what the session did with them, and what the peer said. */
class FakeMedia implements PeerMedia {
  readonly done: string[] = [];
  readonly heard: ScreenMessage[] = [];
  readonly cargo: Cargo = {
    kind: "screen",
    parse: parseScreenMessage,
    media: this,
    onMessage: (message) => this.heard.push(message),
  };
  readonly #directions: readonly RTCRtpTransceiverDirection[];
  #pc: RTCPeerConnection | undefined;

  /** @param directions of the sections of video that it adds */
  constructor(...directions: RTCRtpTransceiverDirection[]) {
    this.#directions = directions;
  }

  attach(pc: RTCPeerConnection): void {
    this.#pc = pc;
    this.done.push(pc.localDescription ?? pc.remoteDescription ? "attached late" : "attached");
    for (const direction of this.#directions) pc.addTransceiver("video", { direction });
  }

  detach(): void {
    this.done.push(this.#pc?.signalingState === "closed" ? "detached late" : "detached");
  }

  adjustAnswer(sdp: string): string {
    this.done.push("adjusted");
    return `${sdp}a=adjusted\r\n`;
  }
}

/** A presenter and a viewer. */
class ScreenPair extends Pair {
  readonly sent: FakeMedia;
  readonly seen: FakeMedia;

  constructor(sent = new FakeMedia("sendonly"), seen = new FakeMedia()) {
    super(undefined, { cargo: sent.cargo }, { cargo: seen.cargo });
    this.sent = sent;
    this.seen = seen;
  }

  close(): void {
    this.owner.session.close();
    this.guest.session.close();
  }
}

/** Says it to the other end as a peer that keeps to no rule would. */
function sayRaw({ pc }: End, message: ControlMessage): void {
  pc.channel("control").send(JSON.stringify(message));
}

const live = { type: "screen", state: "live", hasSound: false } as const;

Deno.test("a screen's media are attached once on each end, before any description", async () => {
  const pair = await new ScreenPair().connect();
  const { owner, guest, sent, seen } = pair;
  assert.deepEqual([sent.done, seen.done], [["attached", "adjusted"], ["attached"]]);
  assert.match(guest.pc.remoteDescription?.sdp ?? "", /^m=video[^]*a=sendonly/m);
  assert.match(owner.pc.remoteDescription?.sdp ?? "", /^m=video[^]*a=recvonly/m);
  assert.deepEqual(owner.kinds, ["connecting", "connected"]);
  pair.close();
});

Deno.test("a screen goes without lanes, and heartbeats keep its connection", async () => {
  const pair = await new ScreenPair().connect();
  const { owner, guest } = pair;
  assert.deepEqual([...owner.pc.channels.keys(), ...guest.pc.channels.keys()], [
    "control",
    "control",
  ]);
  assert.throws(() => owner.session.lane, /Cannot use the lane/);
  owner.session.openLanes(4);
  await pass(10, owner, guest);
  assert.deepEqual([owner.connections.length, guest.connections.length], [1, 1]);
  assert.equal(owner.session.state.kind, "connected");
  pair.close();
});

Deno.test("a presenter and a viewer say to each other what their roles may, and nothing before the proof", async () => {
  const pair = await new ScreenPair().introduce();
  const { owner, guest, sent, seen } = pair;
  assert.throws(() => owner.session.send(live), /connecting/);
  assert.throws(() => guest.session.send({ type: "seen", delayMs: 1 }), /connecting/);
  joinConnections(owner.pc, guest.pc);
  await Promise.all([owner.reached("connected"), guest.reached("connected")]);
  owner.session.send(live);
  owner.session.send({ type: "sent", delayMs: 5 });
  guest.session.send({ type: "seen", delayMs: 40 });
  await settle();
  assert.deepEqual(seen.heard, [live, { type: "sent", delayMs: 5 }]);
  assert.deepEqual(sent.heard, [{ type: "seen", delayMs: 40 }]);
  pair.close();
});

Deno.test("a message about a screen before the proof ends the session and is not delivered", async () => {
  const pair = await new ScreenPair().introduce();
  const { owner, guest, seen } = pair;
  guest.pc.channel("control").receive(JSON.stringify(live));
  await guest.assertFailed("protocol-error");
  assert.deepEqual(seen.heard, []);
  owner.session.close();
});

const lane: ControlMessage = {
  type: "signal",
  lane: 1,
  payload: { description: new FakePeerConnection().describe("offer"), revision: 1 },
};

for (
  const [speaker, hearer, message] of [
    ["guest", "owner", live],
    ["guest", "owner", { type: "sent", delayMs: 5 }],
    ["guest", "owner", { type: "pause" }],
    ["guest", "owner", { type: "abort", reason: "cancelled" }],
    ["guest", "owner", lane],
    ["owner", "guest", { type: "seen", delayMs: 5 }],
    ["owner", "guest", { type: "resume" }],
    ["owner", "guest", lane],
  ] as const
) {
  Deno.test(`a screen's ${speaker} that says "${message.type}" breaks the protocol`, async () => {
    const pair = await new ScreenPair().connect();
    sayRaw(pair[speaker], message);
    await pair[hearer].assertFailed("protocol-error");
    await pair[speaker].assertFailed("peer-left");
    assert.deepEqual([pair.sent.heard, pair.seen.heard], [[], []]);
    assert.equal(pair[hearer].connections.length, 1);
  });
}

for (const speaker of ["owner", "guest"] as const) {
  for (
    const message of [live, { type: "sent", delayMs: 5 }, { type: "seen", delayMs: 5 }] as const
  ) {
    Deno.test(`an ${speaker} that says "${message.type}" where files are sent breaks the protocol`, async () => {
      const pair = await new Pair().connect();
      const hearer = speaker === "owner" ? pair.guest : pair.owner;
      sayRaw(pair[speaker], message);
      await hearer.assertFailed("protocol-error");
      assert.deepEqual(hearer.messages, []);
      await pair[speaker].assertFailed("peer-left");
    });
  }
}

for (const direction of ["sendrecv", "sendonly"] as const) {
  Deno.test(`a viewer that answers ${direction} breaks the protocol, and its answer isn't taken`, async () => {
    const pair = new ScreenPair(undefined, new FakeMedia(direction));
    const { owner, guest } = pair;
    guest.session.start();
    owner.session.start();
    await owner.assertFailed("protocol-error");
    assert.equal(owner.pc.remoteDescription, null);
    await guest.assertFailed("protocol-error");
  });
}

Deno.test("a viewer that begins to send later breaks the protocol too", async () => {
  const pair = await new ScreenPair().connect();
  const { owner, guest } = pair;
  const { length } = owner.pc.remoteDescription?.sdp ?? "";
  const hostile = guest.pc.describe("offer").sdp.replace("a=recvonly", "a=sendrecv");
  sayRaw(guest, {
    type: "signal",
    lane: 0,
    payload: { description: { type: "offer", sdp: hostile }, revision: 9 },
  });
  await owner.assertFailed("protocol-error");
  assert.equal(owner.pc.remoteDescription?.sdp?.length, length);
  await guest.assertFailed("peer-left");
});

Deno.test("a presenter that wants to receive breaks the protocol", async () => {
  const { owner, guest } = new ScreenPair(new FakeMedia("recvonly"));
  guest.session.start();
  owner.session.start();
  await guest.assertFailed("protocol-error");
  assert.equal(guest.pc.remoteDescription, null);
  await owner.assertFailed("protocol-error");
});

Deno.test("media in a session of files break the protocol, whoever offers them", async () => {
  const { owner, guest } = new Pair();
  owner.pc.addTransceiver("video", { direction: "sendonly" });
  guest.session.start();
  owner.session.start();
  await guest.assertFailed("protocol-error");
  await owner.assertFailed("protocol-error");
});

Deno.test("media change answers and never offers, on either side", async () => {
  const pair = await new ScreenPair().connect();
  const { owner, guest, sent, seen } = pair;
  const isAdjusted = ({ pc }: End) => pc.remoteDescription?.sdp?.includes("a=adjusted") ?? false;
  assert.deepEqual([isAdjusted(owner), isAdjusted(guest)], [true, false]);
  // And the other way round, where the viewer offers.
  guest.pc.restartIce();
  while (ufragOf(owner.pc) !== guest.pc.ufrag || !isAdjusted(guest)) await settle();
  assert.deepEqual([isAdjusted(owner), isAdjusted(guest)], [false, true]);
  assert.equal(owner.session.state.kind, "connected");
  assert.deepEqual([sent.done, seen.done], [["attached", "adjusted"], ["attached", "adjusted"]]);
  pair.close();
});

Deno.test("media that change nothing let the answer as it is", async () => {
  const plain = new FakeMedia("sendonly");
  Object.defineProperty(plain, "adjustAnswer", { value: undefined });
  const { owner, guest } = await new ScreenPair(plain).connect();
  assert.equal(owner.pc.remoteDescription?.sdp, guest.pc.localDescription?.sdp);
  owner.session.close();
  guest.session.close();
});

Deno.test("media are detached once, before the connection closes, however it ends", async () => {
  const pair = await new ScreenPair().connect();
  const { owner, guest, sent, seen } = pair;
  owner.session.close();
  owner.session.close();
  await guest.assertFailed("peer-left");
  await owner.assertReleased();
  assert.deepEqual(sent.done, ["attached", "adjusted", "detached"]);
  assert.deepEqual(seen.done, ["attached", "detached"]);
});
