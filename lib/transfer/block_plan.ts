/** Where one block is. */
export interface BlockLocation {
  /** Number of the file. */
  readonly file: number;
  /** Byte offset inside the file. */
  readonly offset: number;
  /** Bytes of this block: the plan's block size, less for the last block of a file. */
  readonly length: number;
}

/**
 * How the files of one transfer fall into blocks. Blocks are numbered across all files, so that one
 * number names a location, a ledger of many small files stays a few ranges, and a block never spans
 * two files. A file of no bytes has no blocks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const plan = new BlockPlan([10, 0, 4], 8);
 * assert.equal(plan.blockCount, 3);
 * assert.deepEqual(plan.locate(1), { file: 0, offset: 8, length: 2 });
 * assert.deepEqual(plan.blocksOf(1), [2, 2]);
 * ```
 */
export class BlockPlan {
  readonly blockBytes: number;
  readonly fileCount: number;
  readonly blockCount: number;
  readonly totalBytes: number;
  readonly #sizes: readonly number[];
  /** First block of each file, and one more entry: the block count. */
  readonly #firstBlock: Float64Array;

  constructor(sizes: readonly number[], blockBytes: number) {
    this.blockBytes = blockBytes;
    this.fileCount = sizes.length;
    this.#sizes = sizes;
    this.#firstBlock = new Float64Array(sizes.length + 1);
    let block = 0;
    let bytes = 0;
    sizes.forEach((size, file) => {
      this.#firstBlock[file] = block;
      block += Math.ceil(size / blockBytes);
      bytes += size;
    });
    this.#firstBlock[sizes.length] = block;
    this.blockCount = block;
    this.totalBytes = bytes;
  }

  /** Bytes of a file. @throws {RangeError} where the plan has no such file. */
  sizeOf(file: number): number {
    const size = this.#sizes[file];
    if (size === undefined) {
      throw new RangeError(`Cannot find file ${file}: ${this.fileCount} files`);
    }
    return size;
  }

  /** `[from, to)` of the file's blocks; empty for a file of no bytes. */
  blocksOf(file: number): readonly [from: number, to: number] {
    this.sizeOf(file);
    return [this.#firstBlock[file] ?? 0, this.#firstBlock[file + 1] ?? 0];
  }

  /** The location of a block. @throws {RangeError} where the plan has no such block. */
  locate(block: number): BlockLocation {
    if (!Number.isInteger(block) || block < 0 || block >= this.blockCount) {
      throw new RangeError(
        `Cannot locate block ${block}: ${this.blockCount} blocks`,
      );
    }
    const file = this.#fileOf(block);
    const offset = (block - (this.#firstBlock[file] ?? 0)) * this.blockBytes;
    const length = Math.min(this.blockBytes, this.sizeOf(file) - offset);
    return { file, offset, length };
  }

  /** The last file whose first block is at or before `block`: files of no bytes come before it. */
  #fileOf(block: number): number {
    let low = 0;
    let high = this.fileCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#firstBlock[middle] ?? 0) <= block) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
