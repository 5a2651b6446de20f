import { LaneTuner } from "./lane_tuner.ts";
import type { Lane } from "../ports.ts";
import type { Clock } from "../../base/clock.ts";

/** Ms between two looks: a third of what the tuner measures. */
const LOOK_MS = 250;

/**
 * A lane that has delivered nothing for this long while others did stands still: its path is gone,
 * or loses so much that what it carries gets there sooner by another. Above the pauses of a lane
 * that loses one packet in a hundred.
 */
export const STUCK_MS = 3_000;

/** Ms before lanes that were asked for and didn't come are asked for again. */
const ASK_AGAIN_MS = 5_000;

/** The part of `BlockPump` that is supervised. */
export interface LaneCrew {
  readonly takenBytes: number;
  readonly openLanes: readonly Lane[];
  feedLanes(count: number): void;
  resendFrom(lane: Lane): void;
}

/** What a {@linkcode LaneSupervisor} needs and tells. */
export interface LaneSupervisorOptions {
  readonly crew: LaneCrew;
  readonly clock: Clock;
  readonly firstLanes: number;
  readonly maxLanes: number;
  /** So many lanes should be open, or on their way to it. */
  readonly onLanesWanted: (count: number) => void;
}

/** When a lane last took or delivered something, or had nothing to deliver. */
interface Movement {
  readonly deliveredBytes: number;
  readonly inFlightBytes: number;
  readonly at: number;
  /** Its bytes were given to others; not again before it moves. */
  readonly isStuck: boolean;
}

/**
 * Looks at the lanes a few times a second while blocks flow: feeds as many as the
 * {@linkcode LaneTuner} finds to help, asks for those it would try next, and gives what a lane that
 * stands still has taken to the others.
 */
export class LaneSupervisor {
  readonly #options: LaneSupervisorOptions;
  readonly #tuner: LaneTuner;
  #movements = new Map<Lane, Movement>();
  #askedAt = -Infinity;
  #asked = 1;
  #cancel: (() => void) | undefined;

  constructor(options: LaneSupervisorOptions) {
    this.#options = options;
    this.#tuner = new LaneTuner(options.firstLanes, options.maxLanes);
  }

  /** Begins to look, or goes on after {@linkcode LaneSupervisor.stop}; idempotent. */
  start(): void {
    if (this.#cancel) return;
    this.#tuner.restart();
    this.#movements.clear();
    this.#look();
  }

  /** Looks no more; idempotent. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    const { crew, clock } = this.#options;
    this.#cancel = clock.after(LOOK_MS, () => this.#look());
    const now = clock.now();
    const { openLanes } = crew;
    const inFlight = openLanes.reduce((sum, lane) => sum + lane.inFlightBytes, 0);
    const arrivedBytes = crew.takenBytes - inFlight;
    const { fed, wanted } = this.#tuner.sample({ now, arrivedBytes, openLanes: openLanes.length });
    crew.feedLanes(fed);
    this.#ask(wanted, now);
    this.#mend(now);
  }

  #ask(wanted: number, now: number): void {
    if (wanted <= this.#options.crew.openLanes.length) return;
    if (wanted <= this.#asked && now - this.#askedAt < ASK_AGAIN_MS) return;
    this.#askedAt = now;
    this.#asked = wanted;
    this.#options.onLanesWanted(wanted);
  }

  #mend(now: number): void {
    const { crew } = this.#options;
    const movements = new Map<Lane, Movement>();
    let anyDelivered = false;
    for (const lane of crew.openLanes) {
      const { deliveredBytes, inFlightBytes } = lane;
      const before = this.#movements.get(lane);
      anyDelivered ||= before !== undefined && deliveredBytes !== before.deliveredBytes;
      const stands = before?.deliveredBytes === deliveredBytes &&
        before.inFlightBytes === inFlightBytes && inFlightBytes > 0;
      const movement = { deliveredBytes, inFlightBytes, at: now, isStuck: false };
      movements.set(lane, stands ? before : movement);
    }
    this.#movements = movements;
    // Where nothing moves there is no other to take over: then the connection is being repaired.
    if (!anyDelivered) return;
    for (const [lane, movement] of movements) {
      if (movement.isStuck || now - movement.at < STUCK_MS) continue;
      movements.set(lane, { ...movement, isStuck: true });
      crew.resendFrom(lane);
    }
  }
}
