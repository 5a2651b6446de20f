import { encodeBase64Url } from "../../protocol/base64url.ts";
import type { SessionId, SessionKind } from "../../protocol/ids.ts";
import { joinHashOf } from "../../protocol/join_hash.ts";
import type { OwnerJoin } from "../../protocol/signaling_message.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { createLinkSecret, encodeLinkKey, joinTokenOf } from "../../security/link.ts";
import type { CreatedSession } from "../../signaling/session_api.ts";

/** What {@linkcode createOwnSession} needs. */
export interface OwnSessionEdges {
  /**
   * Makes a session of the page's kind.
   *
   * @param guests how many may come, where it is another number than usual
   * @throws {FailureError} where the server doesn't.
   */
  createSession(joinHash: string, signal: AbortSignal, guests?: number): Promise<CreatedSession>;
}

/** A session that this page made, and may join as its owner. */
export interface OwnSession {
  readonly id: SessionId;
  readonly kind: SessionKind;
  readonly secret: Uint8Array<ArrayBuffer>;
  /** The link without its key. */
  readonly url: string;
  readonly ownerToken: string;
  /** What the server knows the link's guests by. Derived from the secret, once for a session. */
  readonly joinHash: string;
  /** How many guests it was made for; as many as usual where missing. */
  readonly guests?: number;
}

/**
 * Makes a session and the key of its link.
 *
 * @param guests how many may come, where it is another number than usual
 * @throws {FailureError} where the server doesn't.
 */
export async function createOwnSession(
  edges: OwnSessionEdges,
  kind: SessionKind,
  signal: AbortSignal,
  guests?: number,
): Promise<OwnSession> {
  const secret = createLinkSecret();
  const joinHash = await joinHashFor(secret);
  const { id, url, ownerToken } = await edges.createSession(joinHash, signal, guests);
  return { id, kind, secret, url, ownerToken, joinHash, ...(guests && { guests }) };
}

/** The one-way hash of a link's secret by which a session knows its guests. */
export async function joinHashFor(secret: Uint8Array<ArrayBuffer>): Promise<string> {
  return await joinHashOf(await joinTokenOf(secret));
}

/** The link of a session, its key included. */
export function linkOf({ url, secret }: OwnSession): string {
  return `${url}#${encodeLinkKey(secret)}`;
}

/** What the owner says to be let in; a new page is a new peer, because its certificates are new. */
export function ownerJoinOf({ kind, ownerToken, joinHash, guests }: OwnSession): OwnerJoin {
  return {
    type: "join",
    version: PROTOCOL_VERSION,
    role: "owner",
    ownerToken,
    kind,
    joinHash,
    ...(guests && { guests }),
    peerToken: randomToken(),
  };
}

/** 256 random bits as text. */
export function randomToken(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
