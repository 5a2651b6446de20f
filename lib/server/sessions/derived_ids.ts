import { v4 } from "uuid";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import type { PeerId, SessionId } from "../../protocol/ids.ts";

/**
 * A new owner token: 256 random bits. Whoever has it owns the session whose id is derived from it.
 */
export function newOwnerToken(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * The id of the session an owner token opens. Deriving it makes the owner's proof stateless: a
 * restarted server that has forgotten everything can still tell the owner from a squatter, because
 * nobody else knows a token that hashes to this id.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(await sessionIdOf("a"), await sessionIdOf("a"));
 * assert.notEqual(await sessionIdOf("a"), await peerIdOf("a"));
 * ```
 */
export async function sessionIdOf(ownerToken: string): Promise<SessionId> {
  return await uuidOf("filefrag session", ownerToken) as SessionId;
}

/**
 * The id of the peer that knows a peer token. The client makes the token and keeps it, so it is
 * the same peer after a reload, a reconnect and a restart of the server.
 */
export async function peerIdOf(peerToken: string): Promise<PeerId> {
  return await uuidOf("filefrag peer", peerToken) as PeerId;
}

/** The first 122 bits of SHA-256 over `label ‖ token`, shaped as a version 4 uuid. */
async function uuidOf(label: string, token: string): Promise<string> {
  const text = new TextEncoder().encode(label + token);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return v4({ random: hash.slice(0, 16) });
}
