import {
  BUNDLE_HEADER_BYTES,
  bundledBytes,
  FRAME_HEADER_BYTES,
} from "../../protocol/lane_message.ts";
import { MAX_FRAME_BYTES } from "../../protocol/limits.ts";
import type { BlockCut } from "./block_cut.ts";
import type { ReadBlock } from "../block_reader.ts";

/** Blocks ready to be cut: the one under the knife and the next, so that no lane waits for a read. */
const READY_BLOCKS = 2;

/** Bytes that are ready, where blocks are small files: as many as fill a message. */
const READY_BYTES = MAX_FRAME_BYTES;

/**
 * Most bytes of a frame with a part of a block. Small ones arrive evenly: in frames of 64 KiB a lane
 * sends bursts that overflow the receiving socket, and over 100 ms of round trip carries a fifth less.
 * On loopback both take the same processor time. Bundles are as long as a message may be.
 */
export const FRAME_BYTES = 16 * 1024;

/** A part of a block that goes into a message. */
export interface Piece {
  readonly block: ReadBlock;
  readonly from: number;
  readonly to: number;
  /** Whether nothing is left of the block: it may be released once the piece is copied. */
  readonly isLast: boolean;
}

/** How a message may be filled. */
export interface Filling {
  /** Most bytes of the message. */
  readonly mostBytes: number;
  /** Whether the receiver takes several blocks in one message. */
  readonly mayBundle: boolean;
  /** Whether more is on its way, so that a message that isn't full had better wait. */
  readonly mayGrow: boolean;
}

/** The blocks that are read and not yet sent, in order, on their way into messages. */
export class ReadyBlocks {
  readonly #isWanted: (block: number) => boolean;
  readonly #cuts: BlockCut[] = [];
  #bytes = 0;

  /** @param isWanted whether the receiver waits for a block: an earlier copy may have arrived */
  constructor(isWanted: (block: number) => boolean) {
    this.#isWanted = isWanted;
  }

  /** Whether another block should be read. */
  get wantsMore(): boolean {
    return this.#cuts.length < READY_BLOCKS || this.#bytes < READY_BYTES;
  }

  /** Takes a block that is read, or what has to be sent again of it. */
  push(cut: BlockCut): void {
    this.#cuts.push(cut);
    this.#bytes += cut.block.bytes.length;
  }

  /**
   * Takes what goes into the next message: a part of one block, or several small blocks, whole.
   * Nothing where nothing is ready, or where it should wait for more.
   */
  take({ mostBytes, mayBundle, mayGrow }: Filling): readonly Piece[] {
    let first = this.#cuts[0];
    while (first && !this.#isWanted(first.block.number)) {
      first.block.release();
      this.#shift();
      first = this.#cuts[0];
    }
    if (!first) return [];
    const small = mayBundle ? this.#small(mostBytes, mayGrow) : undefined;
    return small ?? this.#part(first, mostBytes);
  }

  /** As many whole blocks as fit; `undefined` where the first doesn't. */
  #small(mostBytes: number, mayGrow: boolean): readonly Piece[] | undefined {
    let count = 0;
    let bytes = BUNDLE_HEADER_BYTES;
    for (const { isWhole, block } of this.#cuts) {
      bytes += bundledBytes(block.bytes.length);
      if (!isWhole || bytes > mostBytes) break;
      count++;
    }
    if (count === 0) return undefined;
    if (count === this.#cuts.length && mayGrow) return [];
    const pieces: Piece[] = [];
    for (; count > 0; count--) {
      const block = this.#shift();
      if (!this.#isWanted(block.number)) block.release();
      else pieces.push({ block, from: 0, to: block.bytes.length, isLast: true });
    }
    return pieces;
  }

  #part(cut: BlockCut, mostBytes: number): readonly Piece[] {
    const [from, to] = cut.next(Math.min(mostBytes, FRAME_BYTES) - FRAME_HEADER_BYTES);
    const { block, isOver } = cut;
    if (isOver) this.#shift();
    return [{ block, from, to, isLast: isOver }];
  }

  #shift(): ReadBlock {
    const cut = this.#cuts.shift();
    if (!cut) throw new RangeError("Cannot take a block: none is ready");
    this.#bytes -= cut.block.bytes.length;
    return cut.block;
  }
}
