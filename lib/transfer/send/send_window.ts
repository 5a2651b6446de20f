import type { BlockRange } from "../../protocol/control_message.ts";
import type { BlockPlan } from "../block_plan.ts";
import type { Lane } from "../ports.ts";
import { RangeSet } from "../range_set.ts";
import { MAX_REPAIRS_PER_BLOCK, WINDOW_BLOCKS } from "../limits.ts";

/** Bytes of a block that have to be sent again. */
export interface Resend {
  readonly block: number;
  readonly ranges: readonly BlockRange[];
}

/**
 * The blocks that are sent and not acknowledged: what may still be sent, which lane carries which
 * bytes, and what has to be sent again. Bytes count from the moment a block is reserved until the
 * receiver says that it is durable, so a slow disk slows the sender.
 */
export class SendWindow {
  readonly #plan: BlockPlan;
  readonly #limitBytes: number;
  /** What each lane carries of each unacknowledged block. */
  readonly #carried = new Map<number, Map<Lane, RangeSet>>();
  /** What to send again, oldest first. */
  readonly #again = new Map<number, RangeSet>();
  readonly #repairs = new Map<number, number>();
  #bytes = 0;

  constructor(plan: BlockPlan, limitBytes: number) {
    this.#plan = plan;
    this.#limitBytes = limitBytes;
  }

  /** Whether nothing is on its way. */
  get empty(): boolean {
    return this.#carried.size === 0;
  }

  /**
   * Whether a block of `length` bytes may be sent now. One block may always be: a window smaller
   * than a block must not stop the transfer.
   */
  admits(length: number): boolean {
    return this.empty ||
      (this.#bytes + length <= this.#limitBytes && this.#carried.size < WINDOW_BLOCKS);
  }

  /** Reserves a block that is being read. */
  reserve(block: number): void {
    this.#carried.set(block, new Map());
    this.#bytes += this.#plan.locate(block).length;
  }

  /** Whether a block waits for its acknowledgement. */
  has(block: number): boolean {
    return this.#carried.has(block);
  }

  /** Notes that a lane took the bytes `[from, to)` of a block. */
  carry(block: number, lane: Lane, from: number, to: number): void {
    const lanes = this.#carried.get(block);
    if (lanes === undefined) return;
    let ranges = lanes.get(lane);
    if (ranges === undefined) lanes.set(lane, ranges = new RangeSet());
    ranges.add(from, to);
  }

  /** Releases an acknowledged block; answers whether it was on its way. */
  acknowledge(block: number): boolean {
    if (!this.#carried.delete(block)) return false;
    this.#again.delete(block);
    this.#repairs.delete(block);
    this.#bytes -= this.#plan.locate(block).length;
    return true;
  }

  /** The receiver asks for a block again; answers whether it may (a bounded number of times). */
  repair(block: number): boolean {
    const lanes = this.#carried.get(block);
    if (lanes === undefined) return true; // Acknowledged meanwhile: nothing to mend.
    const count = (this.#repairs.get(block) ?? 0) + 1;
    this.#repairs.set(block, count);
    lanes.clear();
    this.#sendAgain(block, [[0, this.#plan.locate(block).length]]);
    return count <= MAX_REPAIRS_PER_BLOCK;
  }

  /** What to send again first; `undefined` where there is nothing. */
  takeAgain(): Resend | undefined {
    for (const [block, ranges] of this.#again) {
      this.#again.delete(block);
      return { block, ranges: ranges.ranges() };
    }
    return undefined;
  }

  /** A lane is gone, or stands still while others move: what it carried goes over another. */
  laneLost(lane: Lane): void {
    for (const [block, lanes] of this.#carried) {
      const ranges = lanes.get(lane);
      if (ranges === undefined) continue;
      lanes.delete(lane);
      this.#sendAgain(block, ranges.ranges());
    }
  }

  /** Nothing moves: all that was taken and is unacknowledged is sent again. */
  resendAll(): void {
    for (const [block, lanes] of this.#carried) {
      for (const ranges of lanes.values()) this.#sendAgain(block, ranges.ranges());
      lanes.clear();
    }
  }

  #sendAgain(block: number, ranges: readonly BlockRange[]): void {
    let again = this.#again.get(block);
    if (again === undefined) this.#again.set(block, again = new RangeSet());
    for (const [from, to] of ranges) again.add(from, to);
  }
}
