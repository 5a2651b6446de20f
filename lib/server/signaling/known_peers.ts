import type { PeerId } from "../../protocol/ids.ts";
import type { ServerMessage } from "../../protocol/signaling_message.ts";
import { MAX_QUEUED_EVENTS } from "../limits.ts";
import { peerInfo } from "./peer_info.ts";
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
