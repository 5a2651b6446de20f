import { sameDigest } from "../../protocol/lane_message.ts";
import { FailureError } from "../../protocol/failure.ts";
import { SLAB_BYTES } from "../block_reader.ts";
import type { Ledger } from "../ledger.ts";
import type { ByteSource, Digest, FreeMemory } from "../ports.ts";

/**
 * One of so many blocks of a file is read again. For a GiB that is 64 of 1,024: where a program wrote
 * over the share `c` of what was sent before, it is missed with probability `(1 - c)^64`: 52 % for 1 %,
 * 4 % for 5 %, and less than one in 10^19 for half of the file.
 */
export const SAMPLED_SHARE = 16;

/** What a {@linkcode SourceCheck} needs. */
export interface SourceCheckOptions {
  /** Digests of what was read. */
  readonly read: Ledger;
  readonly files: readonly { readonly source: ByteSource }[];
  readonly digest: Digest;
  readonly freeMemory?: FreeMemory | undefined;
  /** In `[0, 1)`; tests seed it. @default {Math.random} */
  readonly random?: (() => number) | undefined;
}

/**
 * Looks whether a file still is what was read of it. Chromium refuses to read a file that was changed;
 * Firefox reads on, and what was sent would be old at its beginning and new at its end. So before a
 * file's root is announced, without which its receiver hands out nothing, its first and its last block
 * and a random sample are read again.
 *
 * What was changed after it was read and not before what is read last can't be told from an old state
 * that was whole.
 */
export class SourceCheck {
  readonly #options: SourceCheckOptions;

  constructor(options: SourceCheckOptions) {
    this.#options = options;
  }

  /**
   * Reads some of a file again, all of whose blocks were read.
   *
   * @param isContinued whether its receiver holds a part of it from an earlier run
   * @throws {FailureError} `source-changed` where a block reads differently
   */
  async confirm(file: number, isContinued: boolean, signal: AbortSignal): Promise<void> {
    const { read } = this.#options;
    const [from, to] = read.plan.blocksOf(file);
    // What was read in one breath is of one state of its file.
    if (to - from < 2 || read.plan.sizeOf(file) <= SLAB_BYTES && !isContinued) return;
    for (const number of this.#sample(from, to)) {
      const known = read.digestOf(number);
      const isSame = known !== undefined && sameDigest(known, await this.#digestOf(number));
      if (signal.aborted) return;
      if (isSame) continue;
      throw new FailureError(
        "source-changed",
        `Cannot finish file ${file}: its block ${number} reads differently now`,
      );
    }
  }

  /**
   * Whether blocks still read as a ledger has them. It stops at the first that doesn't, and where it is
   * aborted.
   */
  async readTheSame(
    blocks: readonly number[],
    known: Ledger,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const block of blocks) {
      const digest = known.digestOf(block);
      if (!digest || !sameDigest(digest, await this.#digestOf(block))) return false;
      if (signal.aborted) return false;
    }
    return true;
  }

  /** In order, as a disk likes it. */
  #sample(from: number, to: number): readonly number[] {
    const { random = Math.random } = this.#options;
    const blocks = new Set([from, to - 1]);
    const count = Math.ceil((to - from) / SAMPLED_SHARE);
    for (let drawn = 0; drawn < count; drawn++) {
      blocks.add(from + Math.floor(random() * (to - from)));
    }
    return [...blocks].sort((one, other) => one - other);
  }

  async #digestOf(block: number): Promise<Uint8Array<ArrayBuffer>> {
    const { read, files, digest, freeMemory } = this.#options;
    const { file, offset, length } = read.plan.locate(block);
    const source = files[file]?.source;
    if (source === undefined) throw new RangeError(`Cannot read file ${file}`);
    // From the file, and from nothing that remembers it.
    const bytes = source.readAgain
      ? await source.readAgain(offset, length)
      : await source.read(offset, length);
    try {
      return await digest.sha256(bytes);
    } finally {
      freeMemory?.(bytes.buffer);
    }
  }
}
