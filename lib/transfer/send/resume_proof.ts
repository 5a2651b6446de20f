import type { BlockReader } from "../block_reader.ts";
import type { Ledger } from "../ledger.ts";
import type { Digest } from "../ports.ts";
import type { Clock } from "../../base/clock.ts";
import { RangeSet } from "../range_set.ts";
import { PROVING_MS } from "../limits.ts";

/** What a {@linkcode ResumeProof} needs and tells. */
export interface ResumeProofOptions {
  /** Digests of the blocks that were read so far, also for earlier receivers; takes those read now. */
  readonly read: Ledger;
  /** Takes the blocks that the receiver holds. */
  readonly delivered: Ledger;
  readonly digest: Digest;
  readonly clock: Clock;
  /** Reads blocks in this order. */
  readonly readBlocks: (order: Iterator<number>) => Pick<BlockReader, "peek" | "take">;
  /** A block was compared. */
  readonly onProgress: () => void;
  /** To be told to the receiver, who would take silence for standstill: blocks compared so far. */
  readonly onProving: (blocks: number) => void;
}

/**
 * Compares the blocks that a receiver says it holds with the files they would be completed from. What
 * this page read before is known by its digest; the rest is read, which for a big file takes minutes.
 */
export class ResumeProof {
  readonly #options: ResumeProofOptions;
  readonly #have = new RangeSet();

  constructor(options: ResumeProofOptions) {
    this.#options = options;
  }

  /** Takes a range of held blocks; `false` where it goes beyond the end. */
  addHeld(from: number, to: number): boolean {
    if (to > this.#options.read.plan.blockCount) return false;
    this.#have.add(from, to);
    return true;
  }

  /** Whether the receiver says that it holds something. */
  get isContinued(): boolean {
    return this.#have.size > 0;
  }

  /** The blocks the receiver doesn't hold, in order. */
  missing(): Iterator<number> {
    return this.#have.missing(this.#options.read.plan.blockCount);
  }

  /**
   * Compares.
   *
   * @param haveDigest what the receiver says of all it holds
   * @returns whether it is the same
   */
  async verify(haveDigest: string, signal: AbortSignal): Promise<boolean> {
    const { read, delivered, digest, clock, onProgress, onProving } = this.#options;
    const unread = this.#options.readBlocks(this.#unread());
    let toldAt = clock.now();
    for (const block of this.#have.values()) {
      if (unread.peek()?.number === block) {
        const next = await unread.take();
        if (signal.aborted || next === undefined) return false;
        next.release();
        read.add(block, next.digest);
        onProgress();
      }
      const known = read.digestOf(block);
      if (known === undefined) return false;
      delivered.add(block, known);
      if (clock.now() - toldAt < PROVING_MS) continue;
      toldAt = clock.now();
      onProving(delivered.held.size);
    }
    return await delivered.heldDigest(digest) === haveDigest;
  }

  *#unread(): Generator<number> {
    const { held } = this.#options.read;
    for (const block of this.#have.values()) {
      if (!held.has(block)) yield block;
    }
  }
}
