/** Ms with so many lanes before twice as many are fed: a short transfer never gets that far. */
export const CLIMB_MS = 500;

/** Ms to wait for the lanes of the next step; then those there are have to do. */
export const LANE_PATIENCE_MS = 10_000;

/**
 * A rate counts once it was measured for this long. One connection's rate saws: over 50 ms of round
 * trip it was seen to fall from 4 MiB/s to 0.8 and to climb back to 2.8 within eight seconds, with
 * nothing on the path changing. Several together saw less.
 */
export const LANE_MEASURE_MS = 5_000;

/** Ms after a change of lanes before measuring: until a new lane's congestion window has grown. */
export const SETTLE_MS = 1_000;

/** Fewer lanes stay where they carry at least this much of what more did. */
export const ENOUGH = 0.95;

/** More lanes stay where they carry at least this much more. */
export const GAIN = 1.1;

/** Time between two trials; doubles with each that changes nothing, up to the second. */
export const HOLD_MS = 10_000;
export const MAX_HOLD_MS = 160_000;

/** What a {@linkcode LaneTuner} is shown. */
export interface LaneSample {
  /** Ms of any monotonic clock. */
  readonly now: number;
  /** Bytes that all lanes have carried to the other end so far. */
  readonly arrivedBytes: number;
  /** Lanes that are open. */
  readonly openLanes: number;
}

/** What it answers. */
export interface LaneAdvice {
  /** Lanes to feed now. */
  readonly fed: number;
  /** Lanes to have open: those that the next step would feed are opened ahead of it. */
  readonly wanted: number;
}

type Phase =
  | { readonly kind: "climbing"; readonly until: number }
  | { readonly kind: "holding"; readonly until: number }
  | { readonly kind: "settling"; readonly until: number; readonly baseRate: number }
  /** `baseRate` is missing while what is trusted is measured, and there while a trial is. */
  | {
    readonly kind: "measuring";
    readonly since: number;
    readonly arrivedBytes: number;
    readonly baseRate: number | undefined;
  };

/**
 * Finds how many lanes help, while they carry the transfer.
 *
 * ```
 * climbing ── as many as there may be ──▶ holding ──▶ measuring ──▶ half (or twice) as many,
 *    ▲                                      ▲          measuring again ──┐ kept or undone
 *    └───── lanes were lost                 └────────────────────────────┘
 * ```
 *
 * It climbs at once and looks afterwards, because a rise can't be told from the sawing of one
 * connection within the time it would save, and lanes that don't help cost no more than the noise.
 * What doesn't pay is then found by measuring long enough, and dropped. Judged by the lanes' tallies
 * and not by acknowledgements: those come in blocks, too coarse for a slow path.
 */
export class LaneTuner {
  readonly #maxLanes: number;
  #phase: Phase | undefined;
  /** Lanes that are fed unless a trial is on. */
  #trusted: number;
  #trial: number | undefined;
  #direction: "fewer" | "more" = "fewer";
  #holdMs = HOLD_MS;

  /** @param firstLanes lanes to begin with */
  constructor(firstLanes: number, maxLanes: number) {
    this.#trusted = firstLanes;
    this.#maxLanes = maxLanes;
  }

  /** Measures anew, with the lanes that are trusted so far: across a pause rates say nothing. */
  restart(): void {
    this.#trial = undefined;
    if (this.#phase && this.#phase.kind !== "climbing") {
      this.#phase = { kind: "holding", until: -Infinity };
    }
  }

  /** Takes a sample, several times a second. */
  sample(sample: LaneSample): LaneAdvice {
    const { now, openLanes } = sample;
    if (openLanes < this.#fed) this.#onLanesMissing(openLanes, now);
    const phase = this.#phase ??= { kind: "climbing", until: now + CLIMB_MS };
    if (phase.kind === "climbing") this.#climb(phase.until, sample);
    else if (phase.kind === "measuring") this.#measure(phase, sample);
    else if (now >= phase.until) {
      const baseRate = phase.kind === "settling" ? phase.baseRate : undefined;
      this.#phase = { kind: "measuring", since: now, arrivedBytes: sample.arrivedBytes, baseRate };
    }
    return { fed: this.#fed, wanted: this.#wanted };
  }

  get #fed(): number {
    return this.#trial ?? this.#trusted;
  }

  get #wanted(): number {
    const isClimbing = this.#phase?.kind === "climbing";
    return isClimbing ? Math.min(2 * this.#fed, this.#maxLanes) : this.#fed;
  }

  #onLanesMissing(openLanes: number, now: number): void {
    this.#trial = undefined;
    this.#trusted = Math.max(1, openLanes);
    this.#phase = { kind: "climbing", until: now + CLIMB_MS };
  }

  #climb(until: number, { now, openLanes }: LaneSample): void {
    const next = Math.min(2 * this.#trusted, this.#maxLanes);
    if (this.#trusted >= this.#maxLanes || now >= until + LANE_PATIENCE_MS) return this.#hold(now);
    if (now < until || openLanes <= this.#trusted) return;
    this.#trusted = Math.min(next, openLanes);
    this.#phase = { kind: "climbing", until: now + CLIMB_MS };
  }

  #hold(now: number): void {
    this.#trial = undefined;
    this.#phase = { kind: "holding", until: now + this.#holdMs };
  }

  #measure(phase: Extract<Phase, { kind: "measuring" }>, sample: LaneSample): void {
    const { now, arrivedBytes, openLanes } = sample;
    if (now - phase.since < LANE_MEASURE_MS) return;
    const rate = (arrivedBytes - phase.arrivedBytes) / (now - phase.since);
    const { baseRate } = phase;
    if (baseRate !== undefined) return this.#judge(rate / baseRate, now);
    const next = this.#nextTrial(openLanes);
    if (next === this.#trusted) {
      this.#turn();
      return this.#hold(now);
    }
    this.#trial = next;
    this.#phase = { kind: "settling", until: now + SETTLE_MS, baseRate: rate };
  }

  /** @param ratio the trial's rate to that of the trusted lanes */
  #judge(ratio: number, now: number): void {
    const trial = this.#fed;
    const pays = trial > this.#trusted ? ratio > GAIN : ratio >= ENOUGH;
    if (pays) {
      this.#trusted = trial;
      this.#holdMs = HOLD_MS;
    } else {
      this.#holdMs = Math.min(2 * this.#holdMs, MAX_HOLD_MS);
      this.#turn();
    }
    this.#hold(now);
  }

  #turn(): void {
    this.#direction = this.#direction === "fewer" ? "more" : "fewer";
  }

  #nextTrial(openLanes: number): number {
    return this.#direction === "fewer"
      ? Math.ceil(this.#trusted / 2)
      : Math.min(2 * this.#trusted, openLanes, this.#maxLanes);
  }
}
