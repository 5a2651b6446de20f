import { FailureError } from "../protocol/failure.ts";
import { encodeFrame, FRAME_HEADER_BYTES } from "../protocol/frame.ts";
import { MIN_FRAME_DATA_BYTES } from "../protocol/limits.ts";
import type { BlockReader, ReadBlock } from "./block_reader.ts";
import { Gate } from "./gate.ts";
import type { Ledger } from "./ledger.ts";
import { type Lane, LaneClosedError } from "./ports.ts";
import { SendWindow } from "./send_window.ts";

/** A lane's smallest limit: a block cut into equal frames then has none below the wire's minimum. */
const MIN_LANE_FRAME_BYTES = FRAME_HEADER_BYTES + 2 * MIN_FRAME_DATA_BYTES;

/** What a {@linkcode BlockPump} tells its owner. */
export interface BlockPumpEvents {
  /** A block was read for the first time; its digest is in the ledger. */
  readonly onRead: () => void;
  /** A lane took a frame. */
  readonly onActive: () => void;
  /** Reading or sending failed for good. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps every lane busy with blocks, inside the receiver's window: blocks to send again first, then
 * the next in order. Each lane has one loop that reserves a block, sends its frames and waits only
 * for its own watermark; what a dead lane carried goes over the others.
 */
export class BlockPump {
  readonly #ledger: Ledger;
  readonly #events: BlockPumpEvents;
  readonly #lanes = new Set<Lane>();
  readonly #news = new Gate();
  readonly #abort = new AbortController();
  #window: SendWindow;
  #reader: BlockReader | undefined;
  #paused = false;
  #takenBytes = 0;

  /** @param ledger receives the digest of each block when it is read */
  constructor(ledger: Ledger, events: BlockPumpEvents) {
    this.#ledger = ledger;
    this.#events = events;
    this.#window = new SendWindow(ledger.plan, 0);
  }

  /** Bytes that lanes have taken, in all. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** Puts a lane to work; it may come before, while or after others work, and may die any time. */
  addLane(lane: Lane): void {
    if (lane.maxFrameBytes < MIN_LANE_FRAME_BYTES) {
      const what = `Cannot use a lane: its frames hold ${lane.maxFrameBytes} bytes`;
      return this.#events.onFailure(new FailureError("protocol-error", what));
    }
    this.#lanes.add(lane);
    this.#drive(lane);
  }

  /** A lane is gone; idempotent. */
  laneLost(lane: Lane): void {
    if (!this.#lanes.delete(lane)) return;
    this.#window.laneLost(lane);
    this.#news.notify();
  }

  /** Begins to send what the reader reads. */
  begin(reader: BlockReader, windowBytes: number): void {
    this.#reader = reader;
    this.#window = new SendWindow(this.#ledger.plan, windowBytes);
    this.#news.notify();
  }

  /**
   * The receiver has a block; room for the next. Call {@linkcode BlockPump.wake} afterwards.
   *
   * @returns whether the block was under way.
   */
  acknowledge(block: number): boolean {
    return this.#window.acknowledge(block);
  }

  /** The receiver asks for a block again; `false` where it asked too often. */
  repair(block: number): boolean {
    const allowed = this.#window.repair(block);
    this.#news.notify();
    return allowed;
  }

  /** Sends again all that is unacknowledged. */
  resendAll(): void {
    this.#window.resendAll();
    this.#news.notify();
  }

  /** Stops or goes on between two blocks. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#news.notify();
  }

  /** Looks for work again after acknowledgements. */
  wake(): void {
    this.#news.notify();
  }

  /** Ends every loop; idempotent. */
  stop(): void {
    this.#abort.abort();
    this.#news.notify();
  }

  async #drive(lane: Lane): Promise<void> {
    const { signal } = this.#abort;
    // One for the life of the lane, which copies what it is given.
    const frame = new ArrayBuffer(lane.maxFrameBytes);
    try {
      while (!signal.aborted && this.#lanes.has(lane)) {
        const next = this.#nextBlock(lane);
        if (next === undefined) {
          await this.#news.wait();
          continue;
        }
        const block = await next;
        if (signal.aborted) return;
        this.#note(block);
        await this.#send(lane, block, frame);
      }
    } catch (error) {
      if (error instanceof LaneClosedError) this.laneLost(lane);
      else if (!signal.aborted) this.#events.onFailure(error);
    }
  }

  /** Reserves a block for a lane: one to send again, else the next in order, else none for now. */
  #nextBlock(lane: Lane): Promise<ReadBlock> | undefined {
    const reader = this.#reader;
    if (reader === undefined || this.#paused) return undefined;
    const again = this.#window.takeAgain(lane);
    if (again !== undefined) return reader.read(again);
    const next = reader.peek();
    if (next === undefined || !this.#window.admits(next.length)) {
      return undefined;
    }
    this.#window.reserve(next.number, lane);
    return reader.take();
  }

  /** Records a block's digest; a block that reads differently the second time is another file. */
  #note(block: ReadBlock): void {
    const known = this.#ledger.digestOf(block.number);
    if (known === undefined) {
      this.#ledger.add(block.number, block.digest);
      this.#events.onRead();
    } else if (!known.every((byte, index) => byte === block.digest[index])) {
      throw new FailureError(
        "source-changed",
        `Cannot send block ${block.number} again: it reads differently now`,
      );
    }
  }

  async #send(lane: Lane, block: ReadBlock, frame: ArrayBuffer): Promise<void> {
    const { signal } = this.#abort;
    const { number, bytes, digest } = block;
    // In equal parts: a full frame and a crumb behind it would cost two messages.
    const most = lane.maxFrameBytes - FRAME_HEADER_BYTES;
    const step = Math.ceil(bytes.length / Math.ceil(bytes.length / most));
    for (let offset = 0; offset < bytes.length; offset += step) {
      // Acknowledged meanwhile: an earlier copy arrived by another lane.
      if (!this.#window.has(number)) return;
      const data = bytes.subarray(offset, offset + step);
      const more = lane.send(
        encodeFrame({ block: number, offset, digest, data }, frame),
      );
      this.#takenBytes += data.length;
      this.#events.onActive();
      if (!more) await lane.drained(signal);
    }
  }
}
