import type { Clock } from "../base/clock.ts";
import { OneTimer } from "../base/one_timer.ts";
import type { Dismissal } from "../protocol/failure.ts";
import type { PeerId, SessionId } from "../protocol/ids.ts";
import type { PeerInfo } from "../protocol/signaling_message.ts";
import { MeetingRate } from "./meeting_rate.ts";
import { SealedRefusal } from "./negotiation/sealed_refusal.ts";
import type { PeerSession } from "./peer_session.ts";

/**
 * Guests that are met and not proven yet, refusals among them. A session has ten seats at most, and a
 * page that reloads has a second peer for a moment; each costs this page a connection that gathers
 * candidates, of which a browser makes some hundred.
 */
const MAX_UNPROVEN = 16;

/** Guests that wait to be met, as the server names them: three times as many as may be met. */
const MAX_WAITING = 3 * MAX_UNPROVEN;

/**
 * Guests that were removed and are known again. Five watch at once, so this is twenty whole audiences;
 * whoever makes more peers than that has the link, and only another link helps.
 */
const MAX_REMOVED = 100;

/** How long whoever is told why it isn't wanted may take to hang up: some round trips. */
const HANG_UP_MS = 1_000;

/** What {@linkcode Doorkeeper} needs. */
export interface DoorkeeperOptions {
  readonly clock: Clock;
  readonly sessionId: SessionId;
  readonly secret: Uint8Array<ArrayBuffer>;
  /** Most guests at once that hold the key; as many as come where missing. */
  readonly maxGuests?: number;
}

/** The session as its owner's {@linkcode Doorkeeper} sees it, and what it does there. */
export interface GuestList {
  /** Who is met, in the order in which they came. */
  readonly peers: ReadonlyMap<PeerId, PeerSession>;
  /** Whom the server has in the session, as far as it last said. */
  readonly listed: ReadonlySet<PeerId>;
  /** Begins the introduction of a guest. */
  meet(peer: PeerInfo): void;
  /** Relays sealed text. */
  relay(to: PeerId, payload: string): void;
}

const NOBODY: GuestList = {
  peers: new Map(),
  listed: new Set(),
  meet: () => {},
  relay: () => {},
};

/**
 * Decides for an owner's page whom it meets, when, and who goes. The server counts seats and rates as
 * well; but a guest that leaves signaling and keeps its connection frees its seat there, and a server
 * that lies counts nothing.
 *
 * - Guests are met one by one, at a rate, and only so many before they hold the key.
 * - Who holds the key counts: where it is one too many, the oldest goes that the server no longer lists,
 *   else the newcomer. Nobody goes for somebody who proved nothing: the server could invent those.
 * - Who was removed is told so again, and gets no connection.
 */
export class Doorkeeper {
  readonly #options: DoorkeeperOptions;
  #list: GuestList = NOBODY;
  readonly #rate: MeetingRate;
  readonly #timer: OneTimer;
  readonly #waiting = new Map<PeerId, PeerInfo>();
  readonly #removed = new Set<PeerId>();
  readonly #refusals = new Map<PeerId, SealedRefusal>();
  readonly #proven = new Set<PeerSession>();
  /** Told why, and given the time to hear it. */
  readonly #parting = new Map<PeerSession, () => void>();

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
    this.#rate = new MeetingRate(options.clock);
    this.#timer = new OneTimer(options.clock);
  }

  /** The session exists: called once, before anything else. */
  open(list: GuestList): void {
    this.#list = list;
  }

  /** The server names a guest that isn't met. */
  came(peer: PeerInfo): void {
    this.#refusals.get(peer.peerId)?.close();
    this.#refusals.delete(peer.peerId);
    if (this.#waiting.size < MAX_WAITING) this.#waiting.set(peer.peerId, peer);
    this.#next();
  }

  /** The server says that a guest left. */
  left(peerId: PeerId): void {
    this.#waiting.delete(peerId);
    this.#refusals.get(peerId)?.close();
    this.#refusals.delete(peerId);
    this.#next();
  }

  /** Takes sealed text of somebody who isn't met. */
  receive(peerId: PeerId, payload: string): void {
    this.#refusals.get(peerId)?.receive(payload);
  }

  /**
   * A guest is proven and can be reached.
   *
   * @returns whether it may stay; else it is dismissed
   */
  admit(peer: PeerSession): boolean {
    if (this.#proven.has(peer)) return true;
    const { maxGuests = Infinity } = this.#options;
    const others = [...this.#list.peers].filter(([, other]) => this.#proven.has(other));
    if (others.length >= maxGuests) {
      const gone = others.find(([peerId]) => !this.#list.listed.has(peerId))?.[1];
      this.#dismiss(gone ?? peer, "session-full");
      if (!gone) return false;
    }
    this.#proven.add(peer);
    this.#next();
    return true;
  }

  /** A guest is gone; idempotent. */
  over(peer: PeerSession): void {
    this.#proven.delete(peer);
    this.#next();
  }

  /** Hangs up on a guest for good: under the same id it isn't met again. */
  remove(peer: PeerSession): void {
    for (const [peerId, each] of this.#list.peers) {
      if (each !== peer) continue;
      this.#removed.add(peerId);
      const [oldest] = this.#removed;
      if (oldest && this.#removed.size > MAX_REMOVED) this.#removed.delete(oldest);
      return this.#dismiss(peer, "removed");
    }
  }

  /** Lets go of everybody who waits or is told to go. Idempotent. */
  close(): void {
    this.#timer.cancel();
    this.#waiting.clear();
    for (const refusal of this.#refusals.values()) refusal.close();
    this.#refusals.clear();
    for (const peer of [...this.#parting.keys()]) this.#hangUp(peer);
  }

  /** Meets whoever waits, as far as may be now, and looks again when more may be. */
  #next(): void {
    for (const [peerId, peer] of this.#waiting) {
      if (!this.#list.listed.has(peerId)) {
        this.#waiting.delete(peerId);
        continue;
      }
      if (this.#unproven >= MAX_UNPROVEN) return;
      if (!this.#rate.take()) return this.#timer.set(this.#rate.waitMs, () => this.#next());
      this.#waiting.delete(peerId);
      if (this.#removed.has(peerId)) this.#refuse(peerId);
      else this.#list.meet(peer);
    }
  }

  get #unproven(): number {
    const met = [...this.#list.peers.values()].filter((peer) => !this.#proven.has(peer));
    return met.length + this.#refusals.size;
  }

  #refuse(peerId: PeerId): void {
    const { sessionId, secret } = this.#options;
    const sendPayload = (payload: string) => this.#list.relay(peerId, payload);
    const refusal = new SealedRefusal({ sessionId, secret, sendPayload, reason: "removed" });
    this.#refusals.set(peerId, refusal);
    refusal.start();
  }

  #dismiss(peer: PeerSession, reason: Dismissal): void {
    const { clock } = this.#options;
    this.#parting.set(peer, clock.after(HANG_UP_MS, () => this.#hangUp(peer)));
    peer.dismiss(reason);
  }

  #hangUp(peer: PeerSession): void {
    this.#parting.get(peer)?.();
    this.#parting.delete(peer);
    peer.close();
  }
}
