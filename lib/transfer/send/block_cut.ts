import type { BlockRange } from "../../protocol/control_message.ts";
import type { ReadBlock } from "../block_reader.ts";

/**
 * A block, or some ranges of it, being cut into the data of frames. Lanes take the next piece
 * whenever they have room, so one block may cross over several of them and none waits for a slower.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const block = {
 *   number: 0, bytes: new Uint8Array(10), digest: new Uint8Array(32), release: () => {},
 * };
 * const cut = new BlockCut(block);
 * assert.deepEqual([cut.next(6), cut.next(6), cut.isOver], [[0, 5], [5, 10], true]);
 * ```
 */
export class BlockCut {
  readonly block: ReadBlock;
  readonly #ranges: BlockRange[];

  /** @param ranges what to cut; by default the whole block */
  constructor(block: ReadBlock, ranges: readonly BlockRange[] = [[0, block.bytes.length]]) {
    this.block = block;
    this.#ranges = [...ranges];
  }

  /** Whether all of the block is to be sent, and nothing of it is taken. */
  get isWhole(): boolean {
    const [range] = this.#ranges;
    return range?.[0] === 0 && range[1] === this.block.bytes.length;
  }

  /** Whether nothing is left. */
  get isOver(): boolean {
    return this.#ranges.length === 0;
  }

  /**
   * Takes the next piece, of at most `most` bytes.
   *
   * @throws {RangeError} where nothing is left
   */
  next(most: number): BlockRange {
    const range = this.#ranges[0];
    if (range === undefined) throw new RangeError("Cannot cut a block: nothing is left of it");
    const [from, end] = range;
    const rest = end - from;
    // In equal parts: a full frame and a crumb behind it would cost two messages.
    const to = from + Math.ceil(rest / Math.ceil(rest / most));
    if (to === end) this.#ranges.shift();
    else this.#ranges[0] = [to, end];
    return [from, to];
  }
}
