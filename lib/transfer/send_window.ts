import type { BlockPlan } from "./block_plan.ts";
import type { Lane } from "./ports.ts";
import { MAX_REPAIRS_PER_BLOCK, WINDOW_BLOCKS } from "./transfer_limits.ts";

/**
 * The blocks that are sent and not acknowledged: what may still be sent, which lane carries what,
 * and what has to be sent again. Bytes count from the moment a block is reserved until the receiver
 * says that it is durable, so a slow disk slows the sender.
 */
export class SendWindow {
  readonly #plan: BlockPlan;
  readonly #limitBytes: number;
  /** The lane that carries each unacknowledged block; `undefined` between two lanes. */
  readonly #unacknowledged = new Map<number, Lane | undefined>();
  /** Blocks to send again, oldest first. */
  readonly #again = new Set<number>();
  readonly #repairs = new Map<number, number>();
  #bytes = 0;

  constructor(plan: BlockPlan, limitBytes: number) {
    this.#plan = plan;
    this.#limitBytes = limitBytes;
  }

  /** Whether nothing is on its way. */
  get empty(): boolean {
    return this.#unacknowledged.size === 0;
  }

  /**
   * Whether a block of `length` bytes may be sent now. One block may always be: a window smaller
   * than a block must not stop the transfer.
   */
  admits(length: number): boolean {
    return this.empty ||
      (this.#bytes + length <= this.#limitBytes &&
        this.#unacknowledged.size < WINDOW_BLOCKS);
  }

  /** Reserves a block that is being read for `lane`. */
  reserve(block: number, lane: Lane): void {
    this.#unacknowledged.set(block, lane);
    this.#bytes += this.#plan.locate(block).length;
  }

  /** Whether a block waits for its acknowledgement. */
  has(block: number): boolean {
    return this.#unacknowledged.has(block);
  }

  /** Releases an acknowledged block; answers whether it was on its way. */
  acknowledge(block: number): boolean {
    if (!this.#unacknowledged.delete(block)) return false;
    this.#again.delete(block);
    this.#repairs.delete(block);
    this.#bytes -= this.#plan.locate(block).length;
    return true;
  }

  /** The receiver asks for a block again; answers whether it may (a bounded number of times). */
  repair(block: number): boolean {
    if (!this.has(block)) return true; // Acknowledged meanwhile: nothing to mend.
    const count = (this.#repairs.get(block) ?? 0) + 1;
    this.#repairs.set(block, count);
    this.#again.add(block);
    return count <= MAX_REPAIRS_PER_BLOCK;
  }

  /** A block to send again over `lane`, `undefined` where there is none. */
  takeAgain(lane: Lane): number | undefined {
    for (const block of this.#again) {
      this.#again.delete(block);
      this.#unacknowledged.set(block, lane);
      return block;
    }
    return undefined;
  }

  /** A lane is gone: all it carried goes over another. */
  laneLost(lane: Lane): void {
    for (const [block, carrier] of this.#unacknowledged) {
      if (carrier === lane) this.#again.add(block);
    }
  }

  /** Nothing moves: all that is unacknowledged is sent again. */
  resendAll(): void {
    for (const block of this.#unacknowledged.keys()) this.#again.add(block);
  }
}
