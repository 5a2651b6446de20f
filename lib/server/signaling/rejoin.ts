import type { PeerId } from "../../protocol/ids.ts";
import type { ConnectionId, JoinRequest, SessionRegistry } from "../sessions/session_registry.ts";
import type { PeerEvent, SignalRelay } from "../sessions/signal_relay.ts";

/**
 * Takes a member's seat once more on the same connection, after the store was away: it may have
 * forgotten everything, and events may be lost that were on their way through it.
 *
 * Nothing gets lost between sockets of one process. Of the others each side is told that the other is
 * on a new socket, in effect: what was under way between them has to start over.
 *
 * @param known the peers this member has been told of
 * @returns what to tell this member; `undefined` where there is no seat to take.
 */
export async function takeSeatAgain(
  request: JoinRequest,
  known: ReadonlyMap<PeerId, ConnectionId>,
  { registry, relay }: { readonly registry: SessionRegistry; readonly relay: SignalRelay },
): Promise<readonly PeerEvent[] | undefined> {
  const joined = await registry.join(withoutPredecessor(request));
  if (joined.outcome !== "joined") return undefined;
  const { peerId, role, connection } = request;
  const self: PeerEvent = { type: "peer-joined", member: { peerId, role, connection } };
  const events: PeerEvent[] = [];
  for (const member of joined.peers) {
    if (relay.isNear(member.connection)) continue;
    const delivery = await relay.publish(member.connection, self);
    if (delivery === "delivered") events.push({ type: "peer-joined", member });
  }
  for (const [peerId, connection] of known) {
    if (relay.isNear(connection) || joined.peers.some((peer) => peer.peerId === peerId)) continue;
    const left = { peerId, connection, role: role === "owner" ? "guest" : "owner" } as const;
    events.push({ type: "peer-left", member: left });
  }
  return events;
}

/** A seat is taken from another page once; later that page is another peer's business. */
function withoutPredecessor(request: JoinRequest): JoinRequest {
  if (request.role === "owner") return request;
  const { replaces: _, ...rest } = request;
  return rest;
}
