import { DecodingWatch } from "./decoding_watch.ts";
import { DelayMeter, type ShownFrame } from "./delay_meter.ts";
import { assemblyMs, type InboundSample, inboundSample, viewingFacts } from "./inbound_stats.ts";
import type { ViewingFacts } from "./screen_facts.ts";
import type { StatsReport } from "./stats_report.ts";

/** Measures what one connection brings to a viewer's screen. */
export class ViewingMeter {
  readonly #delays = new DelayMeter();
  readonly #decoding = new DecodingWatch();
  #before: InboundSample | undefined;
  #isUndecoded = false;

  /** Whether the last look found a codec in which nothing is decoded; true once for each. */
  get isUndecoded(): boolean {
    return this.#isUndecoded;
  }

  /** A frame is shown. Called for each: it only counts. */
  frameShown(frame: ShownFrame): void {
    this.#delays.frameShown(frame);
  }

  /**
   * What happened since the last look; `undefined` while nothing has come.
   *
   * @param senderMs what a frame takes at the presenter's end, where that is known
   */
  look(report: StatsReport, senderMs: number | undefined): ViewingFacts | undefined {
    const now = inboundSample(report);
    this.#isUndecoded = now !== undefined && this.#decoding.look(now);
    if (!now) return undefined;
    const before = this.#before;
    this.#before = now;
    const delay = this.#delays.take({
      senderMs,
      roundTripMs: now.roundTripMs,
      assemblyMs: assemblyMs(before, now),
    });
    return viewingFacts(before, now, delay?.delayMs);
  }
}
