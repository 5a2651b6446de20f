import { type DataFrame, sameDigest } from "../../protocol/lane_message.ts";
import { MIN_FRAME_DATA_BYTES } from "../../protocol/limits.ts";
import { RangeSet } from "../range_set.ts";

/**
 * One block on its way: the bytes that have arrived, in any order, from any lanes. The block is
 * held in memory until it is whole and verified, so wrong bytes never reach the disk.
 */
export class BlockAssembly {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #arrived = new RangeSet();
  #digest: Uint8Array<ArrayBuffer> | undefined;

  /** @param length bytes of the whole block */
  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
  }

  /** Bytes of the whole block. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Bytes that have arrived. */
  get arrivedBytes(): number {
    return this.#arrived.size;
  }

  /** Whether every byte has arrived. */
  get complete(): boolean {
    return this.#arrived.size === this.#bytes.length;
  }

  /** The bytes of a complete block. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** The digest its frames carry. */
  get digest(): Uint8Array<ArrayBuffer> | undefined {
    return this.#digest;
  }

  /**
   * Takes one frame of this block.
   *
   * @returns `false` where the frame lies outside the block, or is a crumb of it.
   */
  add(frame: DataFrame): boolean {
    const { offset, data, digest } = frame;
    const end = offset + data.length;
    if (end > this.#bytes.length) return false;
    if (data.length < MIN_FRAME_DATA_BYTES && end < this.#bytes.length) return false;
    // Frames of one block that name different digests can't all be right: the newest copy counts,
    // and what came with another digest is asked for again when the block doesn't verify.
    if (this.#digest === undefined || !sameDigest(this.#digest, digest)) {
      this.#arrived.clear();
      this.#digest = digest.slice(); // A view would keep its whole frame alive.
    }
    this.#bytes.set(data, offset);
    this.#arrived.add(offset, end);
    return true;
  }
}
