import { SeededRandom } from "../simulation/seeded_random.ts";
import { Fifo } from "./fifo.ts";
import type { DirectionCounters, WireConditions } from "./wire_conditions.ts";

/** A bound for what is under way: a second of a fast wire, some 60 MiB. */
const UNDER_WAY_LIMIT = 50_000;

interface UnderWay<Packet> {
  readonly packet: Packet;
  readonly due: number;
}

/**
 * One direction of a wire: decides what is lost and when the rest arrives. It has no clock and no
 * device: whoever owns it says what time it is, in milliseconds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { IDEAL_WIRE } from "./wire_conditions.ts";
 *
 * const direction = new WireDirection<string>({ ...IDEAL_WIRE, delayMs: 25 }, 1);
 * direction.admit("packet", 1200, 100);
 * assert.equal(direction.release(124), undefined);
 * assert.equal(direction.release(125), "packet");
 * ```
 */
export class WireDirection<Packet> {
  readonly counters: DirectionCounters = {
    in: 0,
    out: 0,
    lost: 0,
    queueDrops: 0,
    duplicated: 0,
    reordered: 0,
  };
  #conditions: WireConditions;
  // Loss has its own, so that the same packets are lost whatever else the wire does to them.
  readonly #lossRandom: SeededRandom;
  readonly #random: SeededRandom;
  readonly #ordered = new Fifo<UnderWay<Packet>>();
  readonly #overtaking = new Fifo<UnderWay<Packet>>();
  /** When each packet that waits for the rate will have left. */
  readonly #leaving = new Fifo<number>();
  #lastLeft = 0;
  #lastDue = 0;

  constructor(conditions: WireConditions, seed: number) {
    this.#conditions = conditions;
    this.#lossRandom = new SeededRandom(seed);
    this.#random = new SeededRandom(~seed);
  }

  /** Changes what happens to packets from now on; what is under way arrives as it would have. */
  change(conditions: Partial<WireConditions>): void {
    this.#conditions = { ...this.#conditions, ...conditions };
  }

  /** Takes a packet that came to the wire. */
  admit(packet: Packet, bytes: number, now: number): void {
    const { lossPercent, duplicatePercent } = this.#conditions;
    this.counters.in++;
    if (this.#lossRandom.chance(lossPercent / 100)) {
      this.counters.lost++;
      return;
    }
    if (this.#isFull(now)) {
      this.counters.queueDrops++;
      return;
    }
    const left = this.#leave(bytes, now);
    this.#send(packet, left);
    if (duplicatePercent > 0 && this.#random.chance(duplicatePercent / 100)) {
      this.counters.duplicated++;
      this.#send(packet, left);
    }
  }

  /** A packet that has arrived by now, in the order of arrival. */
  release(now: number): Packet | undefined {
    const next = this.#next();
    if (next === undefined || next.peek()!.due > now) return undefined;
    this.counters.out++;
    return next.shift()!.packet;
  }

  /** When the next packet arrives. */
  get nextDue(): number {
    return this.#next()?.peek()?.due ?? Infinity;
  }

  #next(): Fifo<UnderWay<Packet>> | undefined {
    const ordered = this.#ordered.peek()?.due ?? Infinity;
    const overtaking = this.#overtaking.peek()?.due ?? Infinity;
    if (ordered === Infinity && overtaking === Infinity) return undefined;
    return overtaking < ordered ? this.#overtaking : this.#ordered;
  }

  #isFull(now: number): boolean {
    while ((this.#leaving.peek() ?? Infinity) <= now) this.#leaving.shift();
    return this.#leaving.length >= this.#conditions.queuePackets ||
      this.#ordered.length + this.#overtaking.length >= UNDER_WAY_LIMIT;
  }

  /** When a packet has left at the wire's rate, behind all that wait before it. */
  #leave(bytes: number, now: number): number {
    const { rateMbit } = this.#conditions;
    if (rateMbit === undefined) return now;
    this.#lastLeft = Math.max(this.#lastLeft, now) + bytes * 8 / (rateMbit * 1000);
    this.#leaving.push(this.#lastLeft);
    return this.#lastLeft;
  }

  #send(packet: Packet, left: number): void {
    const { delayMs, jitterMs, reorderPercent } = this.#conditions;
    if (reorderPercent > 0 && this.#random.chance(reorderPercent / 100)) {
      this.counters.reordered++;
      this.#overtaking.push({ packet, due: left });
      return;
    }
    const jitter = jitterMs > 0 ? (this.#random.next() * 2 - 1) * jitterMs : 0;
    this.#lastDue = Math.max(this.#lastDue, left + Math.max(0, delayMs + jitter));
    this.#ordered.push({ packet, due: this.#lastDue });
  }
}
