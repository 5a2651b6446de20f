import type { SessionId } from "../../protocol/ids.ts";
import { joinHashOf } from "../../protocol/join_hash.ts";
import type { JoinMessage } from "../../protocol/signaling_message.ts";
import { peerIdOf, sessionIdOf } from "../sessions/derived_ids.ts";
import { guestLimit } from "../limits.ts";
import { type JoinRequest, newConnectionId } from "../sessions/session_registry.ts";

/**
 * What a `join` message asks of the registry.
 *
 * @returns the request; `undefined` for an owner token that doesn't make this session's id. An
 * early exit of that comparison tells how an id begins that is public anyway.
 */
export async function joinRequestOf(
  message: JoinMessage,
  sessionId: SessionId,
): Promise<JoinRequest | undefined> {
  const peerId = await peerIdOf(message.peerToken);
  const connection = newConnectionId();
  if (message.role === "guest") {
    const joinHash = await joinHashOf(message.joinToken);
    const request = { role: "guest", sessionId, peerId, connection, joinHash } as const;
    if (message.replaces === undefined) return request;
    return { ...request, replaces: await peerIdOf(message.replaces) };
  }
  if (await sessionIdOf(message.ownerToken) !== sessionId) return undefined;
  const { kind, joinHash, guests } = message;
  const maxGuests = guestLimit(kind, guests);
  return {
    role: "owner",
    sessionId,
    peerId,
    connection,
    kind,
    joinHash,
    maxGuests,
    // Its address's rate has a say in that when it joins: `join_rates.ts`.
    mayRegister: true,
  };
}
