import type { Clock } from "../../base/clock.ts";
import { OneTimer } from "../../base/one_timer.ts";
import type { PeerSession } from "../../peer/peer_session.ts";
import { MAX_DELAY_MS } from "../../protocol/screen_message.ts";
import type { ShownFrame } from "../../screen/delay_meter.ts";
import type { ViewerMedia } from "../../screen/viewer_media.ts";
import { ViewingMeter } from "../../screen/viewing_meter.ts";
import type { ViewingFacts } from "../facts/screen_facts.ts";

/** Ms between two looks at what the browser measures. */
const VIEWING_MEASURE_MS = 1_000;

/** What is measured. */
export interface MeasuredScreen {
  readonly peer: PeerSession;
  readonly media: Pick<ViewerMedia, "stats">;
  /** Ms a frame takes at the presenter's end, as it last said. */
  readonly senderMs: number | undefined;
}

/** Measures what comes from a presenter, and tells it how late. Loaded once something may come. */
export class ViewingMeasurement {
  readonly #meter = new ViewingMeter();
  readonly #timer: OneTimer;
  #screen: MeasuredScreen | undefined;

  constructor(clock: Clock) {
    this.#timer = new OneTimer(clock);
  }

  /** Measures a screen until it is stopped, or another begins. */
  start(screen: MeasuredScreen, onFacts: (facts: ViewingFacts | undefined) => void): void {
    this.#screen = screen;
    this.#timer.set(VIEWING_MEASURE_MS, async () => {
      const report = await screen.media.stats();
      if (this.#screen !== screen) return;
      const facts = this.#meter.look(report, screen.senderMs);
      onFacts(facts);
      const delayMs = facts?.delayMs;
      if (this.#meter.isUndecoded) {
        screen.peer.send({ type: "seen", delayMs: MAX_DELAY_MS, undecoded: true });
      } else if (delayMs !== undefined) {
        screen.peer.send({ type: "seen", delayMs: Math.round(Math.min(delayMs, MAX_DELAY_MS)) });
      }
      this.start(screen, onFacts);
    });
  }

  /** Measures nothing any more; idempotent. */
  stop(): void {
    this.#screen = undefined;
    this.#timer.cancel();
  }

  /** A frame was handed to the screen. */
  frameShown(frame: ShownFrame): void {
    this.#meter.frameShown(frame);
  }
}
