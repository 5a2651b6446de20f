import assert from "node:assert/strict";
import { Doorkeeper } from "../../peer/doorkeeper.ts";
import { fileCargo } from "../../peer/file_cargo.ts";
import { FlowControlledLane } from "../../peer/lanes/flow_controlled_lane.ts";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import { Rendezvous, type RendezvousEvents } from "../../peer/rendezvous.ts";
import { parsePeerId, parseSessionId, type PeerId, type Role } from "../../protocol/ids.ts";
import type { IceSetup, JoinMessage, PeerInfo } from "../../protocol/signaling_message.ts";
import { createLinkSecret } from "../../security/link.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakePeerConnection, joinConnections } from "../fakes/fake_peer_connection.ts";
import { FakeWebSocket } from "../fakes/fake_web_socket.ts";
import { newToken } from "../servers/signaling_fixture.ts";
import { settle } from "../simulation/simulation.ts";

/** The session that all members think they are in. */
export const ATTACKED_SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") ??
  assert.fail();

/**
 * Ms of real time in which what happens by itself has happened: keys are derived on other threads. Less
 * than an attack may take, so that what never happens is named.
 */
const PATIENCE_MS = 4_500;

/** The peer with this number. */
export function numberedPeer(number: number): PeerId {
  return parsePeerId(`00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`) ??
    assert.fail();
}

/** How a member differs from one like all. */
export interface AttackedMemberOptions {
  /** The link's key. @default {the session's} */
  readonly secret?: Uint8Array<ArrayBuffer>;
  readonly sessionId?: typeof ATTACKED_SESSION;
  /** Most guests of an owner. */
  readonly maxGuests?: number;
  /** Who hears what happens, besides the member itself. */
  readonly events?: RendezvousEvents;
  readonly clock?: FakeClock;
  readonly join?: JoinMessage;
}

/** Sealed text on its way. */
export interface Relayed {
  readonly from: AttackedMember;
  readonly to: PeerId;
  readonly payload: string;
}

/** One page's end: the real signaling client, peers and engines' lanes, over a fake socket and network. */
export class AttackedMember {
  readonly id: PeerId;
  readonly role: Role;
  readonly clock: FakeClock;
  readonly sockets: FakeWebSocket[] = [];
  readonly connections: FakePeerConnection[] = [];
  readonly configs: RTCConfiguration[] = [];
  readonly peers: PeerSession[] = [];
  /** What the page was told, in order. */
  readonly told: string[] = [];
  readonly rendezvous: Rendezvous;
  /** Whom it meets, where it is an owner. */
  readonly doorkeeper: Doorkeeper;
  /** How many of the present socket's messages were taken. */
  taken = 0;
  /** Makes what a browser makes. */
  makeConnection = (_config: RTCConfiguration): FakePeerConnection => new FakePeerConnection();

  constructor(
    number: number,
    role: Role,
    secret: Uint8Array<ArrayBuffer>,
    options: AttackedMemberOptions,
  ) {
    this.id = numberedPeer(number);
    this.role = role;
    const clock = this.clock = options.clock ?? new FakeClock();
    const { sessionId = ATTACKED_SESSION, maxGuests, events, join = joinOf(role) } = options;
    const guests = { clock, sessionId, secret, ...(maxGuests && { maxGuests }) };
    this.doorkeeper = new Doorkeeper(guests);
    this.rendezvous = new Rendezvous({
      sessionId,
      secret,
      clock,
      join,
      signalingUrl: "wss://files.example.org/ws/signal/1",
      ...(role === "owner" && { doorkeeper: this.doorkeeper }),
      openSocket: (url) => {
        const socket = new FakeWebSocket(url);
        this.sockets.push(socket);
        this.taken = 0;
        return socket.asSocket;
      },
      createConnection: (config) => {
        const pc = this.makeConnection(config);
        this.configs.push(config);
        this.connections.push(pc);
        return pc.asConnection;
      },
      cargo: fileCargo(() => Promise.resolve((lane) => new FlowControlledLane(lane))),
      events: {
        ...events,
        onJoined: (count) => this.#tell(`joined ${count}`, () => events?.onJoined(count)),
        onServerLost: (lost) =>
          this.#tell(lost ? "lost" : "back", () => events?.onServerLost(lost)),
        onClosed: (reason) => this.#tell(`closed ${reason}`, () => events?.onClosed(reason)),
        onPeerState: (peer, state) => {
          if (!this.peers.includes(peer)) this.peers.push(peer);
          this.#tell(nameOf(state), () => events?.onPeerState(peer, state));
        },
        onPeerMessage: (peer, message) =>
          this.#tell(`message ${message.type}`, () => events?.onPeerMessage?.(peer, message)),
        onPeerAway: () => this.#tell("away", () => events?.onPeerAway()),
      },
    });
  }

  /** The socket the member has just now. */
  get socket(): FakeWebSocket {
    return this.sockets.at(-1) ?? assert.fail("no socket");
  }

  /** The newest peer. */
  get peer(): PeerSession {
    return this.peers.at(-1) ?? assert.fail("no peer");
  }

  /** The newest connection. */
  get pc(): FakePeerConnection {
    return this.connections.at(-1) ?? assert.fail("no connection");
  }

  /** How the server names it, where it doesn't lie. */
  get info(): PeerInfo {
    return { peerId: this.id, role: this.role, polite: this.role === "owner" };
  }

  /** Connections that aren't closed. */
  get open(): FakePeerConnection[] {
    return this.connections.filter(({ signalingState }) => signalingState !== "closed");
  }

  /** Whether it was told this since the last look. */
  heard(what: string): boolean {
    return this.told.includes(what);
  }

  #tell(what: string, pass: () => void): void {
    this.told.push(what);
    pass();
  }
}

/** A session whose server the attack plays. */
export class AttackedSession implements Disposable {
  readonly secret = createLinkSecret();
  readonly members: AttackedMember[] = [];
  readonly #in = new Set<AttackedMember>();
  ice: IceSetup = { iceServers: [{ urls: ["stun:stun.example.org"] }] };
  /** What the server makes of sealed text; an honest one passes it on. */
  relay: (text: Relayed) => readonly Relayed[] = (text) => [text];
  /** All that was relayed, as it was sent. */
  readonly seen: Relayed[] = [];

  /** A page opens; the server has not answered yet. */
  open(role: Role, options: AttackedMemberOptions = {}): AttackedMember {
    const { secret = this.secret } = options;
    const member = new AttackedMember(this.members.length + 1, role, secret, options);
    this.members.push(member);
    member.rendezvous.start();
    member.socket.accept();
    return member;
  }

  /** The server lets a page in, and tells the others as one does that doesn't lie. */
  letIn(member: AttackedMember): AttackedMember {
    const others = [...this.#in].filter(({ role }) => role !== member.role);
    this.#in.add(member);
    this.welcome(member, others.map(({ info }) => info));
    for (const other of others) other.socket.say({ type: "peer-joined", peer: member.info });
    return member;
  }

  /** The server answers a join with whoever it likes. */
  welcome({ socket, id }: AttackedMember, peers: readonly PeerInfo[]): void {
    const joined = { type: "joined", peerId: id, kind: "file", expiresInMs: 86_400_000 };
    socket.say({ ...joined, peers, ...this.ice });
  }

  /** The server says that a member left. */
  drop(member: AttackedMember): void {
    this.#in.delete(member);
    const others = [...this.#in].filter(({ role }) => role !== member.role);
    for (const { socket } of others) socket.say({ type: "peer-left", peerId: member.id });
  }

  /** An owner and a guest, connected and proven. */
  async pair(): Promise<{ readonly owner: AttackedMember; readonly guest: AttackedMember }> {
    const owner = this.letIn(this.open("owner"));
    const guest = this.letIn(this.open("guest"));
    await this.connect(owner, guest);
    return { owner, guest };
  }

  /** Brings the newest peers of two members together, up to the proof. */
  async connect(owner: AttackedMember, guest: AttackedMember): Promise<void> {
    await this.describe(owner, guest);
    joinConnections(owner.pc, guest.pc);
    const ends = [owner, guest];
    await this.until(
      "both proven",
      () => ends.every(({ peer }) => peer.state.kind === "connected"),
    );
  }

  /** The same, up to both descriptions. */
  async describe(owner: AttackedMember, guest: AttackedMember): Promise<void> {
    await this.until("both described", () =>
      [owner, guest].every(({ connections }) => {
        const pc = connections.at(-1);
        return pc?.remoteDescription && pc.signalingState === "stable";
      }));
  }

  /** Relays until something is so; names what never was. */
  async until(what: string, done: () => unknown): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!done()) {
      assert.ok(performance.now() < end, `never: ${what}; ${this.#story()}`);
      await this.#relayOnce();
    }
  }

  /** Relays until nothing more happens by itself. */
  async quiet(): Promise<void> {
    for (let rounds = 0; rounds < 40; rounds++) {
      const before = this.seen.length;
      await this.#relayOnce();
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (this.seen.length > before) rounds = 0;
    }
  }

  /** Lets time pass for everybody, in steps in which promises settle. */
  async pass(ms: number, stepMs = 500): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      for (const clock of new Set(this.members.map(({ clock }) => clock))) clock.advance(stepMs);
      await this.#relayOnce();
    }
  }

  /** Asserts that what two members had is whole: they are connected, and hear each other. */
  async assertTalk(owner: AttackedMember, guest: AttackedMember): Promise<void> {
    assert.equal(owner.peer.state.kind, "connected", this.#story());
    assert.equal(guest.peer.state.kind, "connected", this.#story());
    for (const { told } of [owner, guest]) told.length = 0;
    owner.peer.send({ type: "pause" });
    guest.peer.send({ type: "resume" });
    await this.until("heard", () => guest.heard("message pause") && owner.heard("message resume"));
  }

  [Symbol.dispose](): void {
    for (const { rendezvous } of this.members) rendezvous.leave();
  }

  async #relayOnce(): Promise<void> {
    await settle();
    for (const from of this.members) {
      const { sent } = from.socket;
      for (const message of sent.slice(from.taken)) {
        from.taken++;
        if (isPing(message)) from.socket.say({ type: "pong" });
        if (!isRelay(message)) continue;
        const { to, payload } = message;
        this.seen.push({ from, to, payload });
        for (const text of this.relay({ from, to, payload })) this.deliver(text);
      }
    }
  }

  /** The server gives sealed text to whom it is for. */
  deliver({ from, to, payload }: Relayed): void {
    const member = this.members.find(({ id }) => id === to);
    member?.socket.say({ type: "relay", from: from.id, payload });
  }

  #story(): string {
    return this.members.map(({ role, told }) => `${role}: ${told.slice(-8).join(", ")}`).join("; ");
  }
}

function isRelay(message: unknown): message is { readonly to: PeerId; readonly payload: string } {
  return typeof message === "object" && message !== null && "payload" in message;
}

function isPing(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message &&
    message.type === "ping";
}

function nameOf(state: PeerState): string {
  return state.kind === "failed" ? `failed ${state.reason}` : state.kind;
}

function joinOf(role: Role): JoinMessage {
  const common = { type: "join", version: 1, peerToken: newToken() } as const;
  return role === "guest"
    ? { ...common, role, joinToken: newToken() }
    : { ...common, role, ownerToken: newToken(), kind: "file", joinHash: newToken() };
}
