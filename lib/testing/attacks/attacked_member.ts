import assert from "node:assert/strict";
import { Doorkeeper } from "../../peer/doorkeeper.ts";
import { fileCargo } from "../../peer/file_cargo.ts";
import { FlowControlledLane } from "../../peer/lanes/flow_controlled_lane.ts";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import { Rendezvous, type RendezvousEvents } from "../../peer/rendezvous.ts";
import { parsePeerId, parseSessionId, type PeerId, type Role } from "../../protocol/ids.ts";
import type { JoinMessage, PeerInfo } from "../../protocol/signaling_message.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakePeerConnection } from "../fakes/fake_peer_connection.ts";
import { FakeWebSocket } from "../fakes/fake_web_socket.ts";
import { newToken } from "../servers/signaling_fixture.ts";

/** The session that all members think they are in. */
export const ATTACKED_SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") ??
  assert.fail();

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

function nameOf(state: PeerState): string {
  return state.kind === "failed" ? `failed ${state.reason}` : state.kind;
}

function joinOf(role: Role): JoinMessage {
  const common = { type: "join", version: 1, peerToken: newToken() } as const;
  return role === "guest"
    ? { ...common, role, joinToken: newToken() }
    : { ...common, role, ownerToken: newToken(), kind: "file", joinHash: newToken() };
}
