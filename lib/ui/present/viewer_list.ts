import type { PeerSession } from "../../peer/peer_session.ts";
import type { ConnectionPath } from "../../peer/health/connection_path.ts";
import { MAX_DELAY_MS, type PresenterMessage } from "../../protocol/screen_message.ts";
import {
  type OutboundSample,
  outboundSample,
  senderDelayMs,
  type ViewerSending,
  viewerSending,
} from "../../screen/outbound_stats.ts";
import type { ViewerFeed } from "../../screen/viewer_fanout.ts";
import type { SendingLimit, ViewerFacts } from "../facts/screen_facts.ts";

interface Seat {
  readonly number: number;
  readonly feed: ViewerFeed;
  isConnected: boolean;
  isInterrupted: boolean;
  path: ConnectionPath | undefined;
  delayMs: number | undefined;
  sample: OutboundSample | undefined;
  sending: ViewerSending | undefined;
}

/** The viewers of one screen, as far as their presenter knows them. */
export class ViewerList {
  readonly #seats = new Map<PeerSession, Seat>();
  #lastNumber = 0;

  /** Viewers that see something or could, in the order in which they came. */
  get facts(): readonly ViewerFacts[] {
    return this.#connected.map((seat) => ({
      number: seat.number,
      path: seat.path,
      interrupted: seat.isInterrupted,
      delayMs: seat.delayMs,
      limit: limitOf(seat),
    }));
  }

  /** What is sent to each of them, as last measured. */
  get sending(): readonly ViewerSending[] {
    return this.#connected.flatMap(({ sending }) => sending ?? []);
  }

  /** The peer with this number; `undefined` where it is gone. */
  peerOf(number: number): PeerSession | undefined {
    return [...this.#seats].find(([, seat]) => seat.number === number)?.[0];
  }

  /** Somebody is being introduced, and will be fed so. */
  add(peer: PeerSession, feed: ViewerFeed): void {
    this.#seats.set(peer, {
      number: ++this.#lastNumber,
      feed,
      isConnected: false,
      isInterrupted: false,
      path: undefined,
      delayMs: undefined,
      sample: undefined,
      sending: undefined,
    });
  }

  /**
   * A viewer is proven and can be reached.
   *
   * @returns whether that is news.
   */
  connected(peer: PeerSession, path: ConnectionPath | undefined): boolean {
    const seat = this.#seats.get(peer);
    if (!seat) return false;
    const isNew = !seat.isConnected;
    Object.assign(seat, { isConnected: true, isInterrupted: false, path });
    return isNew;
  }

  /** The way to a viewer is being repaired. */
  interrupted(peer: PeerSession): void {
    const seat = this.#seats.get(peer);
    if (seat) seat.isInterrupted = true;
  }

  /** A viewer says how far behind it is. */
  seen(peer: PeerSession, delayMs: number): void {
    const seat = this.#seats.get(peer);
    if (seat) seat.delayMs = delayMs;
  }

  /** A viewer's browser decodes nothing of what it is sent. */
  undecoded(peer: PeerSession): void {
    this.#seats.get(peer)?.feed.undecoded();
  }

  /** A viewer is gone; idempotent. */
  remove(peer: PeerSession): void {
    this.#seats.get(peer)?.feed.remove();
    this.#seats.delete(peer);
  }

  /** Says something to every viewer that is proven. */
  tell(message: PresenterMessage): void {
    for (const [peer, { isConnected }] of this.#seats) if (isConnected) peer.send(message);
  }

  /** Measures what is sent, and tells each viewer how long that takes at this end. */
  async measure(): Promise<void> {
    await Promise.all([...this.#seats].map(async ([peer, seat]) => {
      if (!seat.isConnected) return;
      const sample = outboundSample(await seat.feed.stats());
      if (!sample || !this.#seats.has(peer)) return;
      seat.sending = viewerSending(seat.sample, sample);
      seat.sample = sample;
      const delayMs = senderDelayMs(seat.sending);
      if (delayMs === undefined) return;
      peer.send({ type: "sent", delayMs: Math.round(Math.min(delayMs, MAX_DELAY_MS)) });
    }));
  }

  get #connected(): readonly Seat[] {
    return [...this.#seats.values()].filter(({ isConnected }) => isConnected);
  }
}

/** What is measured first: it may change at any time, and the codec's limits don't. */
function limitOf({ sending, feed }: Seat): SendingLimit {
  const measured = sending?.limit ?? "none";
  return measured === "none" && feed.isAdjusted ? "codec" : measured;
}
