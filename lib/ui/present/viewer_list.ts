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
import type { ViewerFacts } from "../facts/screen_facts.ts";

interface Place {
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
  readonly #places = new Map<PeerSession, Place>();
  #lastNumber = 0;

  /** Viewers that see something or could, in the order in which they came. */
  get facts(): readonly ViewerFacts[] {
    return this.#connected.map(({ number, path, isInterrupted, delayMs, sending }) => ({
      number,
      path,
      interrupted: isInterrupted,
      delayMs,
      limit: sending?.limit ?? "none",
    }));
  }

  /** What is sent to each of them, as last measured. */
  get sending(): readonly ViewerSending[] {
    return this.#connected.flatMap(({ sending }) => sending ?? []);
  }

  /** Somebody is being introduced, and will be fed so. */
  add(peer: PeerSession, feed: ViewerFeed): void {
    this.#places.set(peer, {
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
    const place = this.#places.get(peer);
    if (!place) return false;
    const isNew = !place.isConnected;
    Object.assign(place, { isConnected: true, isInterrupted: false, path });
    return isNew;
  }

  /** The way to a viewer is being repaired. */
  interrupted(peer: PeerSession): void {
    const place = this.#places.get(peer);
    if (place) place.isInterrupted = true;
  }

  /** A viewer says how far behind it is. */
  seen(peer: PeerSession, delayMs: number): void {
    const place = this.#places.get(peer);
    if (place) place.delayMs = delayMs;
  }

  /** A viewer is gone; idempotent. */
  remove(peer: PeerSession): void {
    this.#places.get(peer)?.feed.remove();
    this.#places.delete(peer);
  }

  /** Says something to every viewer that is proven. */
  tell(message: PresenterMessage): void {
    for (const [peer, { isConnected }] of this.#places) if (isConnected) peer.send(message);
  }

  /** Measures what is sent, and tells each viewer how long that takes at this end. */
  async measure(): Promise<void> {
    await Promise.all([...this.#places].map(async ([peer, place]) => {
      if (!place.isConnected) return;
      const sample = outboundSample(await place.feed.stats());
      if (!sample || !this.#places.has(peer)) return;
      place.sending = viewerSending(place.sample, sample);
      place.sample = sample;
      const delayMs = senderDelayMs(place.sending);
      if (delayMs === undefined) return;
      peer.send({ type: "sent", delayMs: Math.round(Math.min(delayMs, MAX_DELAY_MS)) });
    }));
  }

  get #connected(): readonly Place[] {
    return [...this.#places.values()].filter(({ isConnected }) => isConnected);
  }
}
