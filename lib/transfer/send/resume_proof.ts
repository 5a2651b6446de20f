import type { BlockReader } from "../block_reader.ts";
import type { Ledger } from "../ledger.ts";
import type { Digest } from "../ports.ts";
import type { Clock } from "../../base/clock.ts";
import { RangeSet } from "../range_set.ts";
import { PROVING_MS, RECHECKED_BLOCKS } from "../limits.ts";
import type { ReadDigests } from "./read_digests.ts";
import type { SourceCheck } from "./source_check.ts";

/** What a {@linkcode ResumeProof} needs and tells. */
export interface ResumeProofOptions {
  /** Digests of the blocks that were read so far, also for earlier receivers; takes those read now. */
  readonly read: Ledger;
  /** Whose ledger `read` is. */
  readonly digests: ReadDigests;
  /** The files were chosen again for a share of an earlier page, and may be others under the same names. */
  readonly isRestored: boolean;
  readonly check: Pick<SourceCheck, "readTheSame">;
  /** In `[0, 1)`; tests seed it. @default {Math.random} */
  readonly random?: (() => number) | undefined;
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
 * What came of a proof. `changed`: the files aren't what this page read of them before, or were chosen again
 * and aren't what an earlier page sent. `false`: they are, and the receiver holds something else.
 */
export type ProofResult = "same" | "changed" | "false";

/**
 * Compares the blocks that a receiver says it holds with the files they would be completed from. What
 * this page read before is known by its digest; the rest is read, which for a big file takes minutes. Where
 * they differ some of what was known is read again, so that nobody is blamed for a lie of the other's.
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
   * @returns what came of it; anything where it is aborted meanwhile
   */
  async verify(haveDigest: string, signal: AbortSignal): Promise<ProofResult> {
    const { digests, read, check } = this.#options;
    const isConfirmed = await this.#confirmDoubted(signal);
    if (signal.aborted) return "false";
    const known = this.#sampleOf(read);
    if (await this.#matches(haveDigest, signal)) return "same";
    if (isConfirmed) return "false";
    if (known.length === 0) {
      // Read just now, so they are what they are; but who chose them again may have chosen others.
      return this.#options.isRestored && digests.mayBlameFiles() ? "changed" : "false";
    }
    // What was known before and is wrong now may be why.
    if (!digests.mayRecheck(read)) return "false";
    return await check.readTheSame(known, read, signal) ? "false" : "changed";
  }

  /** Digests that somebody disagreed with count again where they read the same. */
  async #confirmDoubted(signal: AbortSignal): Promise<boolean> {
    const { digests, read, check } = this.#options;
    const doubted = digests.doubtedOf(read);
    const sample = doubted ? this.#sampleOf(doubted) : [];
    if (!doubted || sample.length === 0) return false;
    const isSame = await check.readTheSame(sample, doubted, signal);
    if (signal.aborted) return false;
    if (isSame) digests.believe(read);
    else digests.drop(read);
    return isSame;
  }

  /** Some of the blocks that the receiver names and a ledger has, in order. */
  #sampleOf(ledger: Ledger): readonly number[] {
    const { random = Math.random } = this.#options;
    const sample: number[] = [];
    let seen = 0;
    for (const block of this.#have.values()) {
      if (!ledger.held.has(block)) continue;
      // Each has the same chance, though nobody knows how many there are.
      const at = seen++ < RECHECKED_BLOCKS ? sample.length : Math.floor(random() * seen);
      if (at < RECHECKED_BLOCKS) sample[at] = block;
    }
    return sample.sort((one, other) => one - other);
  }

  async #matches(haveDigest: string, signal: AbortSignal): Promise<boolean> {
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
