import type { BlockRange } from "../../protocol/control_message.ts";
import { FailureError } from "../../protocol/failure.ts";
import { type DataFrame, decodeFrames, sameDigest } from "../../protocol/lane_message.ts";
import { MIN_FRAME_DATA_BYTES } from "../../protocol/limits.ts";
import type { Ledger } from "../ledger.ts";
import type { Digest } from "../ports.ts";
import type { Clock } from "../../base/clock.ts";
import { RangeSet } from "../range_set.ts";
import { ACK_MS, MAX_REPAIRS_PER_BLOCK, WINDOW_BLOCKS } from "../limits.ts";

/** What a {@linkcode BlockIntake} needs and tells. */
export interface BlockIntakeOptions {
  /** Receives each block once it is verified and written. */
  readonly ledger: Ledger;
  readonly digest: Digest;
  readonly clock: Pick<Clock, "after">;
  /** Most bytes of blocks that are not yet written; more is a sender that breaks its window. */
  readonly windowBytes: number;
  /** Writes a verified block; resolves when it is durable. */
  readonly write: (
    block: number,
    bytes: Uint8Array<ArrayBuffer>,
  ) => Promise<void>;
  readonly onAck: (ranges: readonly BlockRange[]) => void;
  readonly onRepair: (block: number) => void;
  /** Bytes arrived that were not there yet. */
  readonly onProgress: () => void;
  /** A block is in the ledger. */
  readonly onHeld: (block: number, digest: Uint8Array<ArrayBuffer>) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Part of the window after which acknowledgements are sent though more blocks are under way. */
const ACK_SHARE = 8;

/** Blocks after which they are sent, where blocks are small files. */
const ACK_BLOCKS = 64;

/** Below this what could be acknowledged waits a moment for more: a message costs as much as a small file. */
const ACK_BYTES = 256 * 1024;

/**
 * Takes frames and gives verified, written blocks: collects a block's frames, checks its digest,
 * asks for it again where it is wrong, writes it where it is right, and acknowledges it when it is
 * durable.
 */
export class BlockIntake {
  readonly #options: BlockIntakeOptions;
  readonly #arriving = new Map<number, BlockAssembly>();
  /** Blocks that are being verified or written. */
  readonly #settling = new Set<number>();
  readonly #repairs = new Map<number, number>();
  #unwrittenBytes = 0;
  #unacknowledged = new RangeSet();
  #unacknowledgedBytes = 0;
  #cancelAck: (() => void) | undefined;
  #stopped = false;

  constructor(options: BlockIntakeOptions) {
    this.#options = options;
  }

  /** Bytes that have arrived and are not in the ledger yet. */
  get arrivedBytes(): number {
    let bytes = 0;
    for (const assembly of this.#arriving.values()) {
      bytes += assembly.arrivedBytes;
    }
    return bytes;
  }

  /** Takes one message of a lane. */
  receive(message: ArrayBuffer): void {
    if (this.#stopped) return;
    const frames = decodeFrames(message);
    if (frames === undefined) return this.#violation("malformed frame");
    for (const frame of frames) this.#take(frame);
  }

  /** Ignores what still comes; idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#cancelAck?.();
    this.#arriving.clear();
  }

  #take(frame: DataFrame): void {
    if (this.#stopped) return; // By a frame of the same message.
    const { ledger } = this.#options;
    const { block } = frame;
    if (block >= ledger.plan.blockCount) return this.#violation("no such block");
    // A copy of a block that is here already: it was sent again before our word reached the sender.
    if (ledger.held.has(block) || this.#settling.has(block)) return;
    const assembly = this.#arriving.get(block) ?? this.#open(block);
    if (assembly === undefined) return this.#violation("window exceeded");
    const before = assembly.arrivedBytes;
    if (!assembly.add(frame)) return this.#violation("frame beyond its block");
    if (assembly.arrivedBytes > before) this.#options.onProgress();
    if (!assembly.complete) return;
    this.#settling.add(block);
    this.#settle(block, assembly).catch((error) => {
      if (!this.#stopped) this.#options.onFailure(error);
    });
  }

  #open(block: number): BlockAssembly | undefined {
    const { ledger, windowBytes } = this.#options;
    const { length } = ledger.plan.locate(block);
    if (this.#arriving.size >= WINDOW_BLOCKS) return undefined;
    // One block may always be on its way, however small the window.
    if (
      this.#unwrittenBytes > 0 && this.#unwrittenBytes + length > windowBytes
    ) {
      return undefined;
    }
    const assembly = new BlockAssembly(length);
    this.#arriving.set(block, assembly);
    this.#unwrittenBytes += length;
    return assembly;
  }

  async #settle(block: number, assembly: BlockAssembly): Promise<void> {
    const { digest, ledger, write, onHeld } = this.#options;
    const actual = await digest.sha256(assembly.bytes);
    if (this.#stopped) return;
    if (assembly.digest === undefined || !sameDigest(actual, assembly.digest)) {
      return this.#repair(block, assembly);
    }
    const { length } = assembly.bytes; // They are the sink's from here on.
    await write(block, assembly.bytes);
    if (this.#stopped) return;
    this.#close(block, length);
    ledger.add(block, actual);
    this.#unacknowledged.add(block, block + 1);
    this.#unacknowledgedBytes += length;
    this.#acknowledge();
    onHeld(block, actual);
  }

  #repair(block: number, assembly: BlockAssembly): void {
    this.#close(block, assembly.bytes.length);
    const count = (this.#repairs.get(block) ?? 0) + 1;
    this.#repairs.set(block, count);
    if (count > MAX_REPAIRS_PER_BLOCK) {
      return this.#options.onFailure(
        new FailureError(
          "integrity",
          `Cannot receive block ${block}: it arrives altered every time`,
        ),
      );
    }
    this.#options.onRepair(block);
    this.#acknowledge();
  }

  #close(block: number, length: number): void {
    this.#arriving.delete(block);
    this.#settling.delete(block);
    this.#unwrittenBytes -= length;
  }

  /** Sends acknowledgements in batches, and soon when nothing else will trigger them. */
  #acknowledge(): void {
    const { windowBytes, ledger, clock } = this.#options;
    const { size } = this.#unacknowledged;
    if (size === 0) return;
    const isBatch = size >= ACK_BLOCKS || this.#unacknowledgedBytes >= windowBytes / ACK_SHARE;
    if (!isBatch && this.#settling.size > 0) return;
    if (isBatch || ledger.complete || this.#unacknowledgedBytes >= ACK_BYTES) return this.#tell();
    this.#cancelAck ??= clock.after(ACK_MS, () => this.#tell());
  }

  #tell(): void {
    const { onAck } = this.#options;
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    const ranges = this.#unacknowledged.ranges();
    this.#unacknowledged = new RangeSet();
    this.#unacknowledgedBytes = 0;
    onAck(ranges);
  }

  #violation(what: string): void {
    this.#options.onFailure(
      new FailureError("protocol-error", `Cannot receive: ${what}`),
    );
  }
}

/**
 * One block on its way: the bytes that have arrived, in any order, from any lanes. The block is
 * held in memory until it is whole and verified, so wrong bytes never reach the disk.
 */
export class BlockAssembly {
  /** Those that haven't arrived are 0. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The one that its frames carry. */
  digest: Uint8Array<ArrayBuffer> | undefined;
  readonly #arrived = new RangeSet();

  /** @param length bytes of the whole block */
  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  /** Bytes that have arrived. */
  get arrivedBytes(): number {
    return this.#arrived.size;
  }

  /** Whether every byte has arrived. */
  get complete(): boolean {
    return this.#arrived.size === this.bytes.length;
  }

  /**
   * Takes one frame of this block.
   *
   * @returns `false` where the frame lies outside the block, or is a crumb of it.
   */
  add(frame: DataFrame): boolean {
    const { offset, data, digest } = frame;
    const end = offset + data.length;
    if (end > this.bytes.length) return false;
    if (data.length < MIN_FRAME_DATA_BYTES && end < this.bytes.length) return false;
    // Frames of one block that name different digests can't all be right: the newest copy counts,
    // and what came with another digest is asked for again when the block doesn't verify.
    if (this.digest === undefined || !sameDigest(this.digest, digest)) {
      this.#arrived.clear();
      this.digest = digest.slice(); // A view would keep its whole frame alive.
    }
    this.bytes.set(data, offset);
    this.#arrived.add(offset, end);
    return true;
  }
}
