import type { PeerInfo } from "../../protocol/signaling_message.ts";
import type { Member } from "../sessions/session_registry.ts";

/**
 * How a member appears to the other end of its pair, which is always of the other role.
 *
 * The guest of a pair is the polite one (perfect negotiation, W3C webrtc-pc §10.7). Any rule works
 * as long as both ends agree on it for good: the order of joining would flip at every reconnect,
 * and two ends that join at the same time could both take themselves for the same.
 */
export function peerInfo(
  { peerId, role }: Pick<Member, "peerId" | "role">,
): PeerInfo {
  const readerIsGuest = role === "owner";
  return { peerId, role, polite: readerIsGuest };
}
