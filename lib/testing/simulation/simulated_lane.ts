import { type Lane, LaneClosedError, type LaneEvents } from "../../transfer/ports.ts";
import type { SeededRandom } from "./seeded_random.ts";
import type { Simulation } from "./simulation.ts";

/** How a simulated lane treats its frames. */
export interface LaneFaults {
  readonly delayMs: number;
  /** Added to each frame at random: above the spacing of frames it reorders them. */
  readonly jitterMs: number;
  readonly duplicateChance: number;
  /** A flipped byte, anywhere in the frame. */
  readonly corruptChance: number;
}

const HIGH_BYTES = 64 * 1024;
const LOW_BYTES = 16 * 1024;
const BYTES_PER_MS = 4096;

/** Two ends of one lane; what the near end sends arrives at the far end, more or less. */
export class SimulatedLane {
  readonly near: Lane;
  readonly far: Lane;
  readonly #simulation: Simulation;
  readonly #random: SeededRandom;
  readonly #faults: LaneFaults;
  readonly #waiters = new Set<() => void>();
  readonly #held: ArrayBuffer[] = [];
  #nearEvents: LaneEvents | undefined;
  #farEvents: LaneEvents | undefined;
  #buffered = 0;
  #delivered = 0;
  #freeAt = 0;
  #closed = false;

  constructor(
    simulation: Simulation,
    random: SeededRandom,
    faults: LaneFaults,
    maxFrameBytes: number,
  ) {
    this.#simulation = simulation;
    this.#random = random;
    this.#faults = faults;
    const buffered = () => this.#buffered;
    const delivered = () => this.#delivered;
    this.near = {
      maxFrameBytes,
      get deliveredBytes() {
        return delivered();
      },
      get inFlightBytes() {
        return buffered();
      },
      send: (frame) => this.#send(frame),
      drained: (signal) => this.#drained(signal),
      listen: (events) => this.#nearEvents = events,
    };
    this.far = {
      maxFrameBytes,
      deliveredBytes: 0,
      inFlightBytes: 0,
      send: () => {
        throw new LaneClosedError("Cannot send: this end only receives");
      },
      drained: () => Promise.resolve(),
      listen: (events) => {
        this.#farEvents = events;
        for (const frame of this.#held.splice(0)) events.onFrame(frame);
      },
    };
  }

  /** Cuts the lane: what is on its way is lost, both ends are told. */
  cut(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const wake of this.#waiters) wake();
    this.#nearEvents?.onClose();
    this.#farEvents?.onClose();
  }

  #send(taken: Uint8Array<ArrayBuffer>): boolean {
    if (this.#closed) throw new LaneClosedError("Cannot send: lane closed");
    const frame = taken.slice();
    const simulation = this.#simulation;
    this.#buffered += frame.length;
    const start = Math.max(this.#freeAt, simulation.now());
    this.#freeAt = start + frame.length / BYTES_PER_MS;
    simulation.after(this.#freeAt - simulation.now(), () => {
      this.#buffered -= frame.length;
      this.#delivered += frame.length;
      if (this.#buffered <= LOW_BYTES) {
        for (const wake of this.#waiters) wake();
      }
      this.#deliverLater(frame);
      if (this.#random.chance(this.#faults.duplicateChance)) {
        this.#deliverLater(frame);
      }
    });
    return this.#buffered <= HIGH_BYTES;
  }

  #deliverLater(frame: Uint8Array<ArrayBuffer>): void {
    const { delayMs, jitterMs, corruptChance } = this.#faults;
    const bytes = frame.slice();
    if (this.#random.chance(corruptChance)) {
      const at = this.#random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 + this.#random.below(255));
    }
    this.#simulation.after(delayMs + this.#random.next() * jitterMs, () => {
      if (this.#closed) return;
      if (this.#farEvents) this.#farEvents.onFrame(bytes.buffer);
      else this.#held.push(bytes.buffer);
    });
  }

  async #drained(signal: AbortSignal): Promise<void> {
    while (this.#buffered > LOW_BYTES) {
      if (this.#closed) throw new LaneClosedError("Cannot drain: lane closed");
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiters.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        this.#waiters.add(wake);
        signal.addEventListener("abort", wake);
      });
    }
  }
}
