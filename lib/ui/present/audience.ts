import type { Clock } from "../../base/clock.ts";
import { OneTimer } from "../../base/one_timer.ts";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import type { PresenterMessage } from "../../protocol/screen_message.ts";
import { sendingFacts } from "../../screen/outbound_stats.ts";
import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { ScreenTracks, ViewerFanout, ViewerFeed } from "../../screen/viewer_fanout.ts";
import type { SendingFacts, ViewerFacts } from "../facts/screen_facts.ts";
import { ViewerList } from "./viewer_list.ts";

/** Ms between two looks at what the browser measures. */
const SENDING_MEASURE_MS = 1_000;

/** What an {@linkcode Audience} tells. */
export interface AudienceEvents {
  /** A viewer is proven; answers what goes on. */
  readonly onProven: () => PresenterMessage;
  /** Who is there, and what is sent to them. */
  readonly onFacts: (viewers: readonly ViewerFacts[], sending: SendingFacts | undefined) => void;
}

/** The viewers of one session: feeds them, measures what they are sent, and says who is there. */
export class Audience {
  readonly #fanout: ViewerFanout;
  readonly #events: AudienceEvents;
  readonly #timer: OneTimer;
  readonly #list = new ViewerList();
  /** Made for the peer that is about to exist. */
  #arriving: ViewerFeed | undefined;
  #isOver = false;

  constructor(clock: Clock, fanout: ViewerFanout, events: AudienceEvents) {
    this.#fanout = fanout;
    this.#events = events;
    this.#timer = new OneTimer(clock);
  }

  /** Whether nobody sees anything, nor could. */
  get isEmpty(): boolean {
    return this.#list.facts.length === 0;
  }

  /** The viewer with this number; `undefined` where it is gone. */
  peerOf(number: number): PeerSession | undefined {
    return this.#list.peerOf(number);
  }

  /** Makes what feeds a peer that is about to exist. */
  createFeed(): ViewerFeed {
    return this.#arriving = this.#fanout.add();
  }

  /** Shows these tracks from now on; nothing where there are none. */
  show(tracks: ScreenTracks | undefined): void {
    this.#fanout.show(tracks);
  }

  /** Sends like this from now on. */
  setQuality(quality: ScreenQuality): void {
    this.#fanout.setQuality(quality);
  }

  /** Says something to every viewer that is proven. */
  tell(message: PresenterMessage): void {
    this.#list.tell(message);
  }

  /** A viewer says how far behind it is. */
  seen(peer: PeerSession, delayMs: number): void {
    this.#list.seen(peer, delayMs);
  }

  /** A viewer's browser decodes nothing of what it is sent. */
  undecoded(peer: PeerSession): void {
    this.#list.undecoded(peer);
    this.#tellFacts();
  }

  /** Takes news of the connection to a viewer. */
  peerChanged(peer: PeerSession, state: PeerState): void {
    switch (state.kind) {
      case "introducing":
        if (this.#arriving) this.#list.add(peer, this.#arriving);
        this.#arriving = undefined;
        return;
      case "connecting":
        return;
      case "connected":
        if (this.#list.connected(peer, state.path)) peer.send(this.#events.onProven());
        return this.#tellFacts();
      case "interrupted":
        this.#list.interrupted(peer);
        return this.#tellFacts();
      case "failed":
      case "closed":
        this.#list.remove(peer);
        return this.#tellFacts();
    }
  }

  /** Measures from now on what is sent. */
  measure(): void {
    this.#timer.set(SENDING_MEASURE_MS, async () => {
      await this.#list.measure();
      if (this.#isOver) return;
      this.#tellFacts();
      this.measure();
    });
  }

  /** Says nothing any more; idempotent. */
  end(): void {
    this.#isOver = true;
    this.#timer.cancel();
    this.#events.onFacts([], undefined);
  }

  #tellFacts(): void {
    this.#events.onFacts(this.#list.facts, sendingFacts(this.#list.sending));
  }
}
