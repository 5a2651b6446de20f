import type { PeerId } from "../../protocol/ids.ts";
import type { PeerInfo, ServerMessage } from "../../protocol/signaling_message.ts";
import { MAX_QUEUED_EVENTS } from "../limits.ts";
import type { ConnectionId, Member } from "../sessions/session_registry.ts";
import type { PeerEvent } from "../sessions/signal_relay.ts";

/**
 * The peers a member has been told of: those it may write to, and nobody else. Events that come before
 * its `joined` was sent are held, because that is the first message a client hears.
 */
export class KnownPeers {
  readonly #send: (message: ServerMessage) => void;
  readonly #connections = new Map<PeerId, ConnectionId>();
  /** `undefined` once `joined` was sent. */
  #held: PeerEvent[] | undefined = [];

  /** @param send says something to the member */
  constructor(send: (message: ServerMessage) => void) {
    this.#send = send;
  }

  /** Where each of them is. */
  get connections(): ReadonlyMap<PeerId, ConnectionId> {
    return this.#connections;
  }

  /** Knows those that `joined` tells of. */
  meet(members: readonly Member[]): void {
    for (const { peerId, connection } of members) this.#connections.set(peerId, connection);
  }

  /** `joined` was sent: passes on what was held, and everything from now on. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.pass(event);
  }

  /** Forgets what was held: nobody is left to hear it. */
  drop(): void {
    this.#held = [];
  }

  /** Takes an event; `false` where more is held than may be. */
  deliver(event: PeerEvent): boolean {
    if (this.#held) return this.#held.push(event) <= MAX_QUEUED_EVENTS;
    this.pass(event);
    return true;
  }

  /** Tells the member of an event at once. */
  pass(event: PeerEvent): void {
    switch (event.type) {
      case "peer-joined":
        this.meet([event.member]);
        return this.#send({ type: "peer-joined", peer: peerInfo(event.member) });
      case "peer-left": {
        const { peerId, connection } = event.member;
        // Of a former connection: the peer is back already.
        if (this.#connections.get(peerId) !== connection) return;
        this.#connections.delete(peerId);
        return this.#send({ type: "peer-left", peerId });
      }
      case "relay":
        return this.#send(event);
    }
  }
}

/**
 * How a member appears to the other end of its pair, which is always of the other role.
 *
 * The guest of a pair is the polite one (perfect negotiation, W3C webrtc-pc §10.7). Any rule works
 * as long as both ends agree on it for good: the order of joining would flip at every reconnect,
 * and two ends that join at the same time could both take themselves for the same.
 */
export function peerInfo({ peerId, role }: Pick<Member, "peerId" | "role">): PeerInfo {
  const readerIsGuest = role === "owner";
  return { peerId, role, polite: readerIsGuest };
}
