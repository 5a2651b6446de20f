import { is256Bits } from "./base64url.ts";
import { parsePeerId, parseSessionKind, type PeerId, type Role, type SessionKind } from "./ids.ts";
import { isIceUrl } from "./ice_url.ts";
import {
  MAX_ICE_SERVERS,
  MAX_LISTED_PEERS,
  MAX_RECIPIENTS,
  MAX_RELAY_PAYLOAD_LENGTH,
  MAX_SERVER_MESSAGE_LENGTH,
} from "./limits.ts";
import { isCount, isRecord, isText, parseJsonObject, parseList } from "./parse.ts";

/**
 * The first message of an owner. `kind`, `joinHash` and `guests` repeat what the session was made
 * with, so that a restarted server can register it again; the owner token proves itself, because the
 * session's id is derived from it.
 */
export interface OwnerJoin {
  readonly type: "join";
  readonly version: number;
  readonly role: "owner";
  readonly ownerToken: string;
  readonly kind: SessionKind;
  readonly joinHash: string;
  /** Most guests at once; as many as usual for its kind where missing. */
  readonly guests?: number;
  readonly peerToken: string;
}

/**
 * The first message of a guest. The join token is derived from the link's key and tells nothing of
 * it. Every page load is a new peer, because its certificates are new; `replaces` is the peer token
 * of the page that this tab showed before, so that a reload doesn't find its own seat taken.
 */
export interface GuestJoin {
  readonly type: "join";
  readonly version: number;
  readonly role: "guest";
  readonly joinToken: string;
  readonly peerToken: string;
  readonly replaces?: string;
}

/** The first message on a signaling socket. */
export type JoinMessage = OwnerJoin | GuestJoin;

/** What a client may say to the server. */
export type ClientMessage =
  | JoinMessage
  /** Opaque text for another member of the same session. */
  | { readonly type: "relay"; readonly to: PeerId; readonly payload: string }
  /** Asks for a `pong`: browsers have no ping of their own to notice a dead socket by. */
  | { readonly type: "ping" }
  /** Asks for the ICE servers again, with credentials that are fresh. */
  | { readonly type: "ice-servers" }
  /** Leaves for good. An owner's `leave` ends the session. */
  | { readonly type: "leave" };

/** Another member of the session, as the server names it. */
export interface PeerInfo {
  readonly peerId: PeerId;
  readonly role: Role;
  /** Whether the *reader* of this message is the polite peer of the pair: the guest always is. */
  readonly polite: boolean;
}

/** One ICE server, the shape of `RTCIceServer`. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** How to look for a network path. */
export interface IceSetup {
  readonly iceServers: readonly IceServer[];
  /** Milliseconds for which the credentials among them hold; missing where there are none. */
  readonly iceExpiresInMs?: number;
}

/** What the server may say to a client. */
export type ServerMessage =
  | IceSetup & {
    readonly type: "joined";
    readonly peerId: PeerId;
    readonly kind: SessionKind;
    readonly peers: readonly PeerInfo[];
    /** Milliseconds the session has left; a duration, because the two clocks may disagree. */
    readonly expiresInMs: number;
  }
  /** The answer to the client's message of the same name. */
  | IceSetup & { readonly type: "ice-servers" }
  /** A member joined, or joined again on a new socket. */
  | { readonly type: "peer-joined"; readonly peer: PeerInfo }
  /** A member's socket is gone. It may come back under the same id. */
  | { readonly type: "peer-left"; readonly peerId: PeerId }
  | { readonly type: "relay"; readonly from: PeerId; readonly payload: string }
  /** The addressee of a relay message has no socket now; the message is dropped. */
  | { readonly type: "undeliverable"; readonly to: PeerId }
  | { readonly type: "pong" };

/**
 * Reads one text message from a client.
 *
 * @returns the message, or `undefined` where anything about it is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseClientMessage('{"type":"ping"}'), { type: "ping" });
 * assert.equal(parseClientMessage('{"type":"shout"}'), undefined);
 * ```
 */
export function parseClientMessage(text: string): ClientMessage | undefined {
  const value = parseJsonObject(text);
  switch (value?.type) {
    case "join":
      return parseJoin(value);
    case "relay": {
      const to = parsePeerId(value.to);
      const { payload } = value;
      if (!to || !isText(payload, MAX_RELAY_PAYLOAD_LENGTH)) return undefined;
      return { type: "relay", to, payload };
    }
    case "ping":
      return { type: "ping" };
    case "ice-servers":
      return { type: "ice-servers" };
    case "leave":
      return { type: "leave" };
    default:
      return undefined;
  }
}

function parseJoin(
  value: { readonly [key: string]: unknown },
): JoinMessage | undefined {
  const { version, peerToken } = value;
  if (!isCount(version, 1, 0xffff) || !is256Bits(peerToken)) return undefined;
  if (value.role === "guest") {
    const { joinToken, replaces } = value;
    if (!is256Bits(joinToken)) return undefined;
    const join = { type: "join", version, role: "guest", joinToken, peerToken } as const;
    if (replaces === undefined) return join;
    return is256Bits(replaces) ? { ...join, replaces } : undefined;
  }
  if (value.role === "owner") {
    const { ownerToken, joinHash } = value;
    const kind = parseSessionKind(value.kind);
    if (!kind || !is256Bits(ownerToken) || !is256Bits(joinHash)) return undefined;
    const join = {
      type: "join",
      version,
      role: "owner",
      ownerToken,
      kind,
      joinHash,
      peerToken,
    } as const;
    const { guests } = value;
    if (guests === undefined) return join;
    return isGuestCount(guests) ? { ...join, guests } : undefined;
  }
  return undefined;
}

/**
 * Reads one text message from the server.
 *
 * @returns the message, or `undefined` where anything about it is wrong.
 */
export function parseServerMessage(text: string): ServerMessage | undefined {
  if (text.length > MAX_SERVER_MESSAGE_LENGTH) return undefined;
  const value = parseJsonObject(text);
  switch (value?.type) {
    case "joined": {
      const peerId = parsePeerId(value.peerId);
      const kind = parseSessionKind(value.kind);
      const peers = parseList(value.peers, 0, MAX_LISTED_PEERS, parsePeerInfo);
      const ice = parseIceSetup(value);
      const { expiresInMs } = value;
      if (!peerId || !kind || !peers || !ice || !isCount(expiresInMs)) {
        return undefined;
      }
      return { type: "joined", peerId, kind, peers, ...ice, expiresInMs };
    }
    case "ice-servers": {
      const ice = parseIceSetup(value);
      return ice && { type: "ice-servers", ...ice };
    }
    case "peer-joined": {
      const peer = parsePeerInfo(value.peer);
      return peer && { type: "peer-joined", peer };
    }
    case "peer-left": {
      const peerId = parsePeerId(value.peerId);
      return peerId && { type: "peer-left", peerId };
    }
    case "relay": {
      const from = parsePeerId(value.from);
      const { payload } = value;
      if (!from || !isText(payload, MAX_RELAY_PAYLOAD_LENGTH)) return undefined;
      return { type: "relay", from, payload };
    }
    case "undeliverable": {
      const to = parsePeerId(value.to);
      return to && { type: "undeliverable", to };
    }
    case "pong":
      return { type: "pong" };
    default:
      return undefined;
  }
}

/** Whether a value is a number of guests that an owner may ask for. */
export function isGuestCount(value: unknown): value is number {
  return isCount(value, 1, MAX_RECIPIENTS);
}

function parsePeerInfo(value: unknown): PeerInfo | undefined {
  if (!isRecord(value)) return undefined;
  const peerId = parsePeerId(value.peerId);
  const { role, polite } = value;
  if (!peerId || (role !== "owner" && role !== "guest")) return undefined;
  return typeof polite === "boolean" ? { peerId, role, polite } : undefined;
}

function parseIceSetup(
  { iceServers: list, iceExpiresInMs }: { readonly [key: string]: unknown },
): IceSetup | undefined {
  const iceServers = parseList(list, 0, MAX_ICE_SERVERS, parseIceServer);
  if (!iceServers) return undefined;
  // One that this client doesn't know may be of a later version; none that it knows is no answer.
  const isUsable = ({ urls }: IceServer) => urls.some(isIceUrl);
  if (iceServers.length > 0 && !iceServers.some(isUsable)) return undefined;
  if (iceExpiresInMs === undefined) return { iceServers };
  return isCount(iceExpiresInMs) ? { iceServers, iceExpiresInMs } : undefined;
}

function parseIceServer(value: unknown): IceServer | undefined {
  if (!isRecord(value)) return undefined;
  const { username, credential } = value;
  const urls = parseList(
    value.urls,
    0,
    MAX_ICE_SERVERS,
    (url) => isText(url, 512) ? url : undefined,
  );
  if (!urls) return undefined;
  if (username === undefined && credential === undefined) return { urls };
  if (!isText(username, 512) || !isText(credential, 512)) return undefined;
  return { urls, username, credential };
}
