import type { Clock } from "../../base/clock.ts";
import { ProgressMeter } from "./progress_meter.ts";
import type { Progress } from "../facts/transfer_facts.ts";

/** Two looks a second are enough to follow; each repaints the page beside the transfer. */
const SAMPLE_MS = 500;

/** What a sampler looks at: an engine of either side. */
export interface Counters {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Looks at an engine's counters now and then while it runs; the engine itself tells nothing. */
export class ProgressSampler {
  readonly #clock: Clock;
  readonly #show: (progress: Progress) => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, show: (progress: Progress) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  /** Begins to look at `counters`; what was looked at before is forgotten. */
  start(counters: Counters): void {
    this.stop();
    const meter = new ProgressMeter();
    const look = () => {
      this.#show(meter.sample(this.#clock.now(), counters.doneBytes, counters.totalBytes));
      this.#cancel = this.#clock.after(SAMPLE_MS, look);
    };
    look();
  }

  /** Stops; idempotent. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
