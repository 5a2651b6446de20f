import assert from "node:assert/strict";
import { CloseCode } from "../protocol/close_code.ts";
import { parsePeerId, parseSessionId, type PeerId, type Role } from "../protocol/ids.ts";
import type { IceServer, IceSetup, JoinMessage, PeerInfo } from "../protocol/signaling_message.ts";
import { createLinkSecret } from "../security/link.ts";
import { SealedChannel } from "../security/sealed_channel.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { FakePeerConnection, joinConnections } from "../testing/fakes/fake_peer_connection.ts";
import { FakeWebSocket } from "../testing/fakes/fake_web_socket.ts";
import { newToken } from "../testing/servers/signaling_fixture.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { fileCargo } from "./file_cargo.ts";
import { FlowControlledLane } from "./lanes/flow_controlled_lane.ts";
import type { PeerSession, PeerState } from "./peer_session.ts";
import { Rendezvous } from "./rendezvous.ts";

const SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") ?? assert.fail();
const URL = "wss://files.example.org/ws/signal/1";
const ICE_SERVERS = [{ urls: ["stun:stun.example"] }];

function peerId(digit: number): PeerId {
  return parsePeerId(`00000000-0000-4000-8000-00000000000${digit}`) ?? assert.fail();
}

const OWNER = peerId(0);
const GUEST = peerId(1);

function joinOf(role: Role): JoinMessage {
  const common = { type: "join", version: 1, peerToken: newToken() } as const;
  return role === "guest"
    ? { ...common, role, joinToken: newToken() }
    : { ...common, role, ownerToken: newToken(), kind: "file", joinHash: newToken() };
}

/** One member of the session; the test is its server and its network. */
class Side implements Disposable {
  readonly id: PeerId;
  readonly role: Role;
  readonly clock = new FakeClock();
  readonly sockets: FakeWebSocket[] = [];
  readonly connections: FakePeerConnection[] = [];
  readonly configs: RTCConfiguration[] = [];
  readonly peers: PeerSession[] = [];
  /** What was told, in order. */
  readonly told: string[] = [];
  readonly rendezvous: Rendezvous;
  policy: RTCIceTransportPolicy = "all";
  readonly toldServers: (readonly IceServer[])[] = [];
  lanesMade = 0;
  /** How many of the socket's messages were relayed. */
  relayed = 0;
  /** Of the listeners that it added to the page. */
  readonly #signals: (AbortSignal | undefined)[] = [];

  constructor(role: Role, secret = createLinkSecret()) {
    this.id = role === "owner" ? OWNER : GUEST;
    this.role = role;
    this.rendezvous = new Rendezvous({
      sessionId: SESSION,
      secret,
      join: joinOf(role),
      signalingUrl: URL,
      clock: this.clock,
      openSocket: (url) => {
        const socket = new FakeWebSocket(url);
        this.sockets.push(socket);
        this.relayed = 0;
        return socket.asSocket;
      },
      createConnection: (config) => {
        const pc = new FakePeerConnection(this.connections[0]); // One certificate for all.
        this.connections.push(pc);
        this.configs.push(config);
        return pc.asConnection;
      },
      network: {
        iceTransportPolicy: () => this.policy,
        onIceServers: (servers) => this.toldServers.push(servers),
      },
      cargo: fileCargo(() =>
        Promise.resolve((options) => {
          this.lanesMade++;
          return new FlowControlledLane(options);
        })
      ),
      events: {
        onJoined: (peerCount) => this.told.push(`joined ${peerCount}`),
        onServerLost: (lost) => this.told.push(lost ? "lost" : "back"),
        onClosed: (reason) => this.told.push(`closed ${reason}`),
        onPeerState: (peer, state) => this.#onPeerState(peer, state),
        onPeerMessage: (_, { type }) => this.told.push(`message ${type}`),
        onPeerLane: (peer) => this.told.push(`lane of peer ${this.peers.indexOf(peer)}`),
        onPeerAway: () => this.told.push("away"),
      },
    });
  }

  [Symbol.dispose](): void {
    this.rendezvous.leave();
  }

  get socket(): FakeWebSocket {
    return this.sockets.at(-1) ?? assert.fail("no socket");
  }

  get pc(): FakePeerConnection {
    return this.connections.at(-1) ?? assert.fail("no connection");
  }

  get peer(): PeerSession {
    return this.peers.at(-1) ?? assert.fail("no peer");
  }

  /** How another member sees this one. */
  get info(): PeerInfo {
    return { peerId: this.id, role: this.role, polite: this.role === "owner" };
  }

  /** What was told since the last look. */
  news(): string[] {
    return this.told.splice(0);
  }

  start(): this {
    const { addEventListener } = globalThis;
    globalThis.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      const [, , options] = args;
      this.#signals.push(typeof options === "object" ? options.signal : undefined);
      addEventListener(...args);
    };
    try {
      this.rendezvous.start();
    } finally {
      globalThis.addEventListener = addEventListener;
    }
    return this;
  }

  /** What the server tells about ICE. */
  ice: IceSetup = { iceServers: ICE_SERVERS };

  /** The server lets it in. */
  welcome(...peers: PeerInfo[]): this {
    this.socket.accept();
    const type = "joined";
    const kind = "file";
    this.socket.say({ type, peerId: this.id, kind, peers, ...this.ice, expiresInMs: 1 });
    return this;
  }

  /** Nothing fires, waits or is told any more. */
  async assertReleased(): Promise<void> {
    this.news();
    const { length } = this.sockets;
    globalThis.dispatchEvent(new Event("online"));
    for (const socket of this.sockets) {
      socket.say({ type: "peer-joined", peer: infoOf(7) });
      socket.drop();
    }
    for (const pc of this.connections) pc.becomeIce("failed");
    await settle();
    assert.deepEqual(this.told, [], "told more after the end");
    assert.equal(this.sockets.length, length, "connected again");
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
    assert.ok(this.sockets.every(({ isReleased }) => isReleased), "a listener is left");
    assert.ok(this.#signals.every((signal) => signal?.aborted), "the page's listener is left");
    assert.ok(this.connections.every(({ signalingState }) => signalingState === "closed"));
  }

  #onPeerState(peer: PeerSession, state: PeerState): void {
    if (!this.peers.includes(peer)) this.peers.push(peer);
    this.told.push(state.kind === "failed" ? `failed ${state.reason}` : state.kind);
  }
}

function infoOf(digit: number): PeerInfo {
  return { peerId: peerId(digit), role: "guest", polite: false };
}

/** Two members whose server relays, connected to each other. */
class Pair implements Disposable {
  readonly owner: Side;
  readonly guest: Side;

  constructor() {
    const secret = createLinkSecret();
    this.owner = new Side("owner", secret);
    this.guest = new Side("guest", secret);
  }

  [Symbol.dispose](): void {
    this.owner.rendezvous.leave();
    this.guest.rendezvous.leave();
  }

  async connect(): Promise<this> {
    const { owner, guest } = this;
    owner.start().welcome();
    guest.start().welcome(owner.info);
    owner.socket.say({ type: "peer-joined", peer: guest.info });
    await this.relayUntil(() =>
      [owner, guest].every(({ pc }) => pc.signalingState === "stable" && pc.remoteDescription)
    );
    joinConnections(owner.pc, guest.pc);
    await this.relayUntil(() =>
      [owner, guest].every(({ peer }) => peer.state.kind === "connected")
    );
    await settle();
    owner.news();
    guest.news();
    return this;
  }

  /** Relays what the two say to each other until something is so. */
  async relayUntil(done: () => unknown): Promise<void> {
    const { owner, guest } = this;
    const end = deadline();
    while (!done()) {
      assert.ok(performance.now() < end, "it never happens");
      await settle();
      for (const [from, to] of [[owner, guest], [guest, owner]] as const) {
        for (const payload of payloads(from).slice(from.relayed)) {
          from.relayed++;
          to.socket.say({ type: "relay", from: from.id, payload });
        }
      }
    }
  }

  /** The network between the two swallows everything. */
  cut(): void {
    for (const channel of this.owner.pc.channels.values()) channel.cut();
  }
}

/**
 * When a wait is given up. WebCrypto answers from threads of its own, and on a busy machine ten
 * thousand rounds of this one's loop can pass before it does.
 */
function deadline(): number {
  return performance.now() + 30_000;
}

/** The sealed texts that a member gave its present socket. */
function payloads({ socket }: Side): string[] {
  const texts: string[] = [];
  for (const message of socket.sent) {
    if (isRelay(message)) texts.push(message.payload);
  }
  return texts;
}

function isRelay(message: unknown): message is { readonly payload: string } {
  return typeof message === "object" && message !== null && "payload" in message;
}

/** Resolves when a member has given its present socket this many sealed texts, and no more. */
async function said(side: Side, count: number): Promise<void> {
  const end = deadline();
  while (payloads(side).length < count) {
    assert.ok(performance.now() < end, "it says nothing");
    await settle();
  }
  for (let round = 0; round < 2; round++) await handshakeBegins();
  assert.equal(payloads(side).length, count);
}

/** Resolves when a handshake that begins now has said its first word, and so has any before it. */
async function handshakeBegins(): Promise<void> {
  await new Promise<unknown>((resolve, reject) => {
    new SealedChannel({
      role: "owner",
      sessionId: SESSION,
      secret: createLinkSecret(),
      send: resolve,
      onOpen: () => {},
      onMessage: () => {},
      onFailure: reject,
    }).start();
  });
}

/** Time in steps in which promises settle. */
async function pass(ms: number, { clock, socket }: Side): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    clock.advance(Math.min(500, left));
    // A server that is there answers pings.
    if (JSON.stringify(socket.sent.at(-1))?.includes('"ping"')) socket.say({ type: "pong" });
    await settle();
  }
}

Deno.test("Rendezvous meets each listed peer once, with the server's ICE servers", () => {
  using owner = new Side("owner").start().welcome(infoOf(1), infoOf(2));
  assert.deepEqual(owner.news(), ["back", "introducing", "introducing", "joined 2"]);
  const config = { iceServers: ICE_SERVERS, iceTransportPolicy: "all" };
  assert.deepEqual(owner.configs, [config, config]);
  owner.socket.say({ type: "peer-joined", peer: infoOf(2) });
  owner.socket.say({ type: "peer-joined", peer: infoOf(3) });
  assert.deepEqual(owner.news(), ["introducing"]);
  assert.equal(owner.connections.length, 3);
});

/** ICE servers whose credentials hold for eight seconds, less than it takes to ping. */
function turn(username: string): IceSetup {
  return {
    iceServers: [{ urls: ["turn:turn.example"], username, credential: "c" }],
    iceExpiresInMs: 8_000,
  };
}

/** The names under which a connection was told to go to the relay, after it was made. */
function usernames(pc: FakePeerConnection | undefined): (string | undefined)[] {
  return (pc?.configurations ?? []).map(({ iceServers }) => iceServers?.[0]?.username);
}

/** How often it asked for ICE servers on its present socket. */
function questions({ socket }: Side): number {
  return socket.sent.filter((message) => JSON.stringify(message).includes('"ice-servers"')).length;
}

Deno.test("Rendezvous asks for TURN credentials before they expire, for all its connections", () => {
  using owner = new Side("owner").start();
  owner.ice = turn("first");
  owner.policy = "relay";
  owner.welcome(infoOf(1), infoOf(2));
  owner.clock.advance(3_999);
  assert.equal(questions(owner), 0);
  owner.clock.advance(1);
  assert.equal(questions(owner), 1);
  owner.socket.say({ type: "ice-servers", ...turn("second") });
  for (const pc of owner.connections) {
    assert.deepEqual(usernames(pc), ["second"]);
    assert.equal(pc.configurations[0]?.iceTransportPolicy, "relay", "the address would show");
  }
  owner.policy = "all"; // For those who come from now on.
  owner.socket.say({ type: "peer-joined", peer: infoOf(3) });
  assert.deepEqual(owner.configs[2], {
    iceServers: turn("second").iceServers,
    iceTransportPolicy: "all",
  });
  owner.clock.advance(5_000);
  assert.equal(questions(owner), 2, "only once");
  assert.deepEqual(owner.toldServers.map(([server]) => server?.username), ["first", "second"]);
});

Deno.test("Rendezvous whose server is away when credentials expire takes those of the next socket", async () => {
  using owner = new Side("owner").start();
  owner.ice = turn("first");
  owner.welcome(infoOf(1));
  await said(owner, 1);
  owner.socket.drop();
  await pass(5_000, owner); // Nobody could be asked.
  owner.ice = turn("second");
  owner.welcome(infoOf(1));
  assert.deepEqual(usernames(owner.connections[0]), ["second"]);
  owner.clock.advance(4_000);
  assert.equal(questions(owner), 1, "asks on the new socket");
});

Deno.test("Rendezvous that left asks for nothing more", async () => {
  const owner = new Side("owner").start();
  owner.ice = turn("first");
  owner.welcome(infoOf(1));
  owner.rendezvous.leave();
  await owner.assertReleased();
});

Deno.test("Rendezvous keeps its peers when it comes back on another socket", async () => {
  using owner = new Side("owner").start().welcome(infoOf(1));
  await said(owner, 1);
  owner.news();
  owner.socket.drop();
  assert.deepEqual(owner.news(), ["lost"]);
  await pass(1_000, owner);
  owner.welcome(infoOf(1));
  assert.deepEqual(owner.news(), ["back", "joined 1"]);
  assert.equal(owner.connections.length, 1);
  // What was lost on the old socket is said again on the new one.
  await said(owner, 1);
});

Deno.test("Rendezvous lets go of a peer that left before it was connected, and meets it anew", async () => {
  using owner = new Side("owner").start().welcome(infoOf(1));
  owner.news();
  owner.socket.say({ type: "peer-left", peerId: GUEST });
  assert.deepEqual(owner.news(), ["closed", "away"]);
  assert.equal(owner.pc.signalingState, "closed");
  owner.socket.say({ type: "relay", from: GUEST, payload: "late" });
  owner.socket.say({ type: "peer-joined", peer: infoOf(1) });
  await settle();
  assert.deepEqual(owner.news(), ["introducing"]);
  assert.equal(owner.connections.length, 2);
});

Deno.test("Rendezvous says that somebody is away whom it never met", () => {
  using owner = new Side("owner").start().welcome();
  owner.news();
  owner.socket.say({ type: "peer-left", peerId: GUEST });
  assert.deepEqual(owner.news(), ["away"]);
});

Deno.test("Rendezvous connects two members, and delivers between them", async () => {
  using pair = await new Pair().connect();
  pair.owner.peer.send({ type: "pause" });
  await settle();
  assert.deepEqual(pair.guest.news(), ["message pause"]);
});

Deno.test("Rendezvous tells both members of the lanes that its owner opens", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  owner.peer.openLanes(2);
  await settle();
  for (const side of [owner, guest]) {
    assert.deepEqual(side.news(), ["lane of peer 0"]);
    assert.equal(side.lanesMade, 2);
  }
});

Deno.test("Rendezvous keeps a connected peer that left the server, while it is heard", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  owner.socket.say({ type: "peer-left", peerId: GUEST });
  for (let second = 0; second < 10; second++) {
    await pass(1_000, owner);
    await pass(1_000, guest);
  }
  assert.deepEqual(owner.news(), []);
  assert.equal(owner.peer.state.kind, "connected");
});

Deno.test("Rendezvous gives up a connected peer that left the server and is silent, and meets it anew", async () => {
  using pair = await new Pair().connect();
  const { owner } = pair;
  pair.cut();
  owner.socket.say({ type: "peer-left", peerId: GUEST });
  await pass(5_000, owner);
  assert.deepEqual(owner.news(), ["interrupted", "failed peer-left"]);
  owner.socket.say({ type: "peer-joined", peer: infoOf(1) });
  assert.deepEqual(owner.news(), ["introducing"]);
  assert.equal(owner.connections.length, 2);
});

Deno.test("Rendezvous introduces itself again to a peer that is on another socket", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  const { length } = payloads(owner);
  owner.socket.say({ type: "peer-joined", peer: guest.info });
  await said(owner, length + 1);
  owner.socket.say({ type: "peer-left", peerId: GUEST });
  owner.socket.say({ type: "peer-joined", peer: guest.info });
  await said(owner, length + 2);
  assert.equal(owner.peer.state.kind, "connected");
  assert.equal(owner.connections.length, 1);
});

Deno.test("Rendezvous tries the server at once when the browser is online again", async () => {
  using owner = new Side("owner").start().welcome();
  owner.socket.drop();
  assert.equal(owner.sockets.length, 1);
  globalThis.dispatchEvent(new Event("online"));
  assert.equal(owner.sockets.length, 2);
  globalThis.dispatchEvent(new Event("online"));
  await settle();
  assert.equal(owner.sockets.length, 2, "it was trying already");
});

Deno.test("Rendezvous gives up on the server after 20 s while nobody is connected", async () => {
  using owner = new Side("owner").start();
  for (let tries = 0; !owner.told.at(-1)?.startsWith("closed") && tries < 100; tries++) {
    owner.socket.drop();
    await pass(1_000, owner);
  }
  assert.equal(owner.told.at(-1), "closed server-unreachable");
  owner.rendezvous.leave();
  await owner.assertReleased();
});

Deno.test("Rendezvous looks for the server for ever while somebody is connected", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  for (let second = 0; second < 60; second++) {
    owner.socket.drop();
    await pass(1_000, owner);
    await pass(1_000, guest);
  }
  assert.ok(owner.news().every((what) => what === "lost"));
  assert.equal(owner.peer.state.kind, "connected");
});

Deno.test("Rendezvous tells its peers that a server which ended the session turns them away", async () => {
  using pair = await new Pair().connect();
  const { owner } = pair;
  owner.socket.drop(CloseCode.sessionEnded);
  assert.deepEqual(owner.news(), ["closed session-ended"]);
  assert.equal(owner.peer.state.kind, "connected");
  pair.cut();
  // 6.5 s where nobody can say whether the peer lives; a try that only hangs would get 60 s.
  await pass(6_000, owner);
  assert.deepEqual(owner.news(), ["interrupted"]);
  await pass(1_500, owner);
  assert.deepEqual(owner.news(), ["failed connection-lost"]);
});

Deno.test("Rendezvous says goodbye to everybody when it leaves, once, and nothing remains", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  owner.rendezvous.leave();
  owner.rendezvous.leave();
  assert.deepEqual(owner.news(), ["closed"]);
  assert.deepEqual(owner.socket.sent.at(-1), { type: "leave" });
  assert.equal(owner.socket.closedWith, CloseCode.normal);
  assert.equal(owner.pc.channel("control").sent.at(-1), '{"type":"bye"}');
  await owner.assertReleased();
  assert.deepEqual(guest.news(), ["failed peer-left"]);
});

Deno.test("Rendezvous vanishes without a word to the server, while peers hear a goodbye", async () => {
  using pair = await new Pair().connect();
  const { owner, guest } = pair;
  const said = owner.socket.sent.length;
  owner.rendezvous.vanish();
  owner.rendezvous.vanish();
  owner.rendezvous.leave();
  assert.deepEqual(owner.news(), ["closed"]);
  assert.equal(owner.socket.sent.length, said);
  assert.equal(owner.socket.closedWith, CloseCode.normal);
  assert.equal(owner.pc.channel("control").sent.at(-1), '{"type":"bye"}');
  await owner.assertReleased();
  assert.deepEqual(guest.news(), ["failed peer-left"]);
});

for (
  const [stage, reach] of [
    ["before it started", () => new Side("guest")],
    ["connecting to the server", () => new Side("guest").start()],
    ["alone in the session", () => new Side("guest").start().welcome()],
    ["introducing itself", () => new Side("owner").start().welcome(infoOf(1), infoOf(2))],
    ["looking for the server", () => {
      const side = new Side("owner").start().welcome(infoOf(1));
      side.socket.drop();
      return side;
    }],
    ["turned away for good", () => {
      const side = new Side("owner").start().welcome(infoOf(1));
      side.socket.drop(CloseCode.sessionEnded);
      return side;
    }],
  ] as const
) {
  for (const way of ["leave", "vanish"] as const) {
    Deno.test(`Rendezvous.${way} leaves nothing behind, ${stage}`, async () => {
      using side = reach();
      await settle();
      side.rendezvous[way]();
      await side.assertReleased();
    });
  }
}
