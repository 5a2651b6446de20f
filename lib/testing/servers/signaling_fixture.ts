import assert from "node:assert/strict";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import type { PeerId, SessionId, SessionKind } from "../../protocol/ids.ts";
import { joinHashOf } from "../../protocol/join_hash.ts";
import type {
  GuestJoin,
  IceSetup,
  OwnerJoin,
  ServerMessage,
} from "../../protocol/signaling_message.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { parseConfig } from "../../server/config.ts";
import { ServerCounts } from "../../server/counts.ts";
import { NetworkRates } from "../../server/http/network_rates.ts";
import { newOwnerToken, peerIdOf, sessionIdOf } from "../../server/sessions/derived_ids.ts";
import { USUAL_GUESTS } from "../../server/limits.ts";
import { silentLogger } from "./silent_logger.ts";
import { MemorySessionRegistry } from "../../server/sessions/memory_session_registry.ts";
import { MemorySignalRelay } from "../../server/sessions/memory_signal_relay.ts";
import { perMinute } from "../../server/token_bucket.ts";
import { SignalingServer } from "../../server/signaling/signaling_server.ts";
import type { SocketEvents } from "../../server/signaling/socket_port.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeSocket, type Seen } from "../fakes/fake_socket.ts";

/** 256 random bits as text: any token a client makes. */
export function newToken(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** What the pages of one session know. */
export interface TestSession {
  readonly id: SessionId;
  readonly kind: SessionKind;
  readonly ownerToken: string;
  readonly joinToken: string;
  readonly joinHash: string;
}

/** Makes up a session; no server knows it yet. */
export async function newTestSession(kind: SessionKind): Promise<TestSession> {
  const ownerToken = newOwnerToken();
  const joinToken = newToken();
  return {
    id: await sessionIdOf(ownerToken),
    kind,
    ownerToken,
    joinToken,
    joinHash: await joinHashOf(joinToken),
  };
}

/** The first message of a session's owner. */
export function ownerJoin(
  { kind, ownerToken, joinHash }: TestSession,
  peerToken: string = newToken(),
): OwnerJoin {
  const version = PROTOCOL_VERSION;
  const type = "join";
  return {
    type,
    version,
    role: "owner",
    ownerToken,
    kind,
    joinHash,
    peerToken,
  };
}

/** The first message of a session's guest. */
export function guestJoin(
  { joinToken }: TestSession,
  peerToken: string = newToken(),
): GuestJoin {
  const version = PROTOCOL_VERSION;
  return { type: "join", version, role: "guest", joinToken, peerToken };
}

/** A client on a fake socket. */
export class TestPeer {
  readonly socket = new FakeSocket();
  readonly #events: SocketEvents;

  constructor(accept: (socket: FakeSocket) => SocketEvents) {
    this.#events = accept(this.socket);
  }

  /** Sends a message. */
  say(message: object): void {
    this.sayRaw(JSON.stringify(message));
  }

  /** Sends anything. */
  sayRaw(data: unknown): void {
    this.#events.message(data);
  }

  /** Breaks the connection, or confirms its end. */
  drop(): void {
    this.#events.closed();
  }

  /** What the server says next. */
  next(): Promise<Seen> {
    return this.socket.next();
  }

  /** What the server says next, which must be of this type. */
  async expect<Type extends ServerMessage["type"]>(
    type: Type,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    const seen = await this.next();
    assert.equal(seen.type, type, JSON.stringify(seen));
    return seen as Extract<ServerMessage, { type: Type }>;
  }

  /** The code of the close that must come next. */
  async closeCode(): Promise<number> {
    const seen = await this.next();
    assert.ok(seen.type === "closed", JSON.stringify(seen));
    return seen.code;
  }

  /** Waits for everything sent so far to be dealt with; nothing may have been said meanwhile. */
  async expectSilence(): Promise<void> {
    this.say({ type: "ping" });
    await this.expect("pong");
  }
}

/** A signaling server on a fake clock. */
export class SignalingFixture {
  readonly clock = new FakeClock();
  readonly registry: MemorySessionRegistry;
  readonly relay = new MemorySignalRelay();
  /** What peers are told about ICE. */
  iceSetup = (_user: string): IceSetup => ({ iceServers: [] });
  readonly counts = new ServerCounts();
  readonly server: SignalingServer;

  constructor(env: { readonly [name: string]: string } = {}) {
    const { clock, relay } = this;
    const config = parseConfig((name) => env[name]);
    const { maxSessions, sessionsPerMinute } = config.limits;
    this.registry = new MemorySessionRegistry({ clock, maxSessions });
    this.server = new SignalingServer({
      config,
      clock,
      relay,
      logger: silentLogger,
      counts: this.counts,
      registry: this.registry,
      registrations: new NetworkRates(perMinute(sessionsPerMinute)),
      iceSetup: (user) => this.iceSetup(user),
    });
  }

  /** A session that the server knows. */
  async newSession(kind: SessionKind = "file"): Promise<TestSession> {
    const session = await newTestSession(kind);
    const { id: sessionId, joinHash } = session;
    const maxGuests = USUAL_GUESTS[kind];
    await this.registry.create({ sessionId, kind, joinHash, maxGuests });
    return session;
  }

  /** Opens a socket; nothing is said on it yet. */
  open(session: TestSession, address = "203.0.113.1"): TestPeer {
    const sessionId = session.id;
    return new TestPeer((socket) => this.server.accept(socket, { sessionId, address }));
  }

  /** Opens a socket and joins as the owner. */
  async owner(session: TestSession, peerToken = newToken()) {
    return await joined(this.open(session), ownerJoin(session, peerToken));
  }

  /** Opens a socket and joins as a guest. */
  async guest(session: TestSession, peerToken = newToken()) {
    return await joined(this.open(session), guestJoin(session, peerToken));
  }
}

/** A peer that has joined, and what it was told then. */
export interface JoinedPeer {
  readonly peer: TestPeer;
  readonly peerId: PeerId;
  readonly welcome: Extract<ServerMessage, { type: "joined" }>;
}

async function joined(
  peer: TestPeer,
  join: OwnerJoin | GuestJoin,
): Promise<JoinedPeer> {
  peer.say(join);
  const welcome = await peer.expect("joined");
  assert.equal(welcome.peerId, await peerIdOf(join.peerToken));
  return { peer, peerId: welcome.peerId, welcome };
}
