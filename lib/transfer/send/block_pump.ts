import { FailureError } from "../../protocol/failure.ts";
import {
  encodeBundle,
  encodeFrame,
  FRAME_HEADER_BYTES,
  sameDigest,
} from "../../protocol/lane_message.ts";
import { MIN_FRAME_DATA_BYTES } from "../../protocol/limits.ts";
import { BlockCut } from "./block_cut.ts";
import type { BlockReader, ReadBlock } from "../block_reader.ts";
import { Gate } from "../gate.ts";
import type { Ledger } from "../ledger.ts";
import { type Lane, LaneClosedError } from "../ports.ts";
import { type Piece, ReadyBlocks } from "./ready_blocks.ts";
import { SendWindow } from "./send_window.ts";

/** A lane's smallest limit: a block cut into equal frames then has none below the wire's minimum. */
const MIN_LANE_FRAME_BYTES = FRAME_HEADER_BYTES + 2 * MIN_FRAME_DATA_BYTES;

/** What a {@linkcode BlockPump} tells its owner. */
export interface BlockPumpEvents {
  /** A block was read; its digest is in the ledger. */
  readonly onRead: () => void;
  /** A lane took a message. */
  readonly onActive: () => void;
  /** Reading or sending failed for good. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps every lane busy, inside the receiver's window: what has to be sent again first, then the
 * next block in order. One loop reads blocks; each lane has a loop of its own that takes the next
 * frame and waits only for its own watermark. What a dead lane carried goes over the others.
 */
export class BlockPump {
  readonly #ledger: Ledger;
  readonly #events: BlockPumpEvents;
  readonly #lanes = new Set<Lane>();
  /** Lanes that have opened, in that order: the first of them are fed. */
  #open: readonly Lane[] = [];
  readonly #ready = new ReadyBlocks((block) => this.#window.has(block));
  readonly #news = new Gate();
  readonly #abort = new AbortController();
  #window: SendWindow;
  #fedLanes = Infinity;
  #paused = false;
  #mayBundle = false;
  /** Whether a block is being read, which can be sent as soon as it is. */
  #isReading = false;
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

  /** Lanes that can carry frames now. */
  get openLanes(): readonly Lane[] {
    return this.#open;
  }

  /** Puts a lane to work; it may come before, while or after others work, and may die any time. */
  addLane(lane: Lane): void {
    this.#lanes.add(lane);
    this.#drive(lane);
  }

  /** Feeds only so many lanes, the first that opened; the others stay open and idle. */
  feedLanes(count: number): void {
    this.#fedLanes = count;
    this.#news.notify();
  }

  /** A lane is gone; idempotent. */
  laneLost(lane: Lane): void {
    if (!this.#lanes.delete(lane)) return;
    this.#open = this.#open.filter((other) => other !== lane);
    this.resendFrom(lane);
  }

  /** Sends over the others what a lane carries: it stands still while they move. */
  resendFrom(lane: Lane): void {
    this.#window.laneLost(lane);
    this.#news.notify();
  }

  /**
   * Begins to send what the reader reads.
   *
   * @param mayBundle whether the receiver takes several small blocks in one message
   */
  begin(reader: BlockReader, windowBytes: number, mayBundle = false): void {
    this.#window = new SendWindow(this.#ledger.plan, windowBytes);
    this.#mayBundle = mayBundle;
    this.#feed(reader).catch((error) => {
      if (!this.#abort.signal.aborted) this.#events.onFailure(error);
    });
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

  /** Stops or goes on between two frames. */
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

  async #feed(reader: BlockReader): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      const next = this.#ready.wantsMore ? this.#nextCut(reader) : undefined;
      this.#isReading = next !== undefined;
      if (next === undefined) {
        await this.#news.wait();
        continue;
      }
      const cut = await next;
      if (signal.aborted) return;
      this.#note(cut.block);
      this.#ready.push(cut);
      this.#news.notify();
    }
  }

  /** What to cut next: something to send again, else the next block, else nothing for now. */
  #nextCut(reader: BlockReader): Promise<BlockCut> | undefined {
    const again = this.#window.takeAgain();
    if (again) return reader.read(again.block).then((block) => new BlockCut(block, again.ranges));
    const next = reader.peek();
    if (next === undefined || !this.#window.admits(next.length)) return undefined;
    this.#window.reserve(next.number);
    return reader.take()?.then((block) => new BlockCut(block));
  }

  /** Records a block's digest; a block that reads differently the second time is another file. */
  #note(block: ReadBlock): void {
    const known = this.#ledger.digestOf(block.number);
    if (known === undefined) this.#ledger.add(block.number, block.digest);
    else if (!sameDigest(known, block.digest)) {
      throw new FailureError(
        "source-changed",
        `Cannot send block ${block.number} again: it reads differently now`,
      );
    }
    this.#events.onRead();
  }

  async #drive(lane: Lane): Promise<void> {
    const { signal } = this.#abort;
    try {
      await lane.drained(signal);
      if (!this.#admit(lane)) return;
      // One for the life of the lane, which copies what it is given.
      const memory = new ArrayBuffer(lane.maxFrameBytes);
      while (!signal.aborted && this.#lanes.has(lane)) {
        const message = this.#mayFeed(lane) ? this.#nextMessage(lane, memory) : undefined;
        if (message === undefined) await this.#news.wait();
        else if (!lane.send(message)) await lane.drained(signal);
      }
    } catch (error) {
      if (error instanceof LaneClosedError) this.laneLost(lane);
      else if (!signal.aborted) this.#events.onFailure(error);
    }
  }

  /** Takes a lane that has just opened among those that are fed. */
  #admit(lane: Lane): boolean {
    if (lane.maxFrameBytes < MIN_LANE_FRAME_BYTES) {
      const what = `Cannot use a lane: its frames hold ${lane.maxFrameBytes} bytes`;
      this.#events.onFailure(new FailureError("protocol-error", what));
      return false;
    }
    if (!this.#lanes.has(lane)) return false; // Lost while it opened.
    this.#open = [...this.#open, lane];
    return true;
  }

  #mayFeed(lane: Lane): boolean {
    return !this.#paused && this.#open.indexOf(lane) < this.#fedLanes;
  }

  /** Takes the next message for a lane and notes what the lane carries. */
  #nextMessage(lane: Lane, memory: ArrayBuffer): Uint8Array<ArrayBuffer> | undefined {
    const wantedMore = this.#ready.wantsMore;
    const pieces = this.#ready.take({
      mostBytes: memory.byteLength,
      mayBundle: this.#mayBundle,
      mayGrow: this.#isReading,
    });
    if (!wantedMore && this.#ready.wantsMore) this.#news.notify();
    if (pieces.length === 0) return undefined;
    for (const { block, from, to } of pieces) {
      this.#window.carry(block.number, lane, from, to);
      this.#takenBytes += to - from;
    }
    this.#events.onActive();
    const message = encode(pieces, memory);
    for (const { block, isLast } of pieces) if (isLast) block.release();
    return message;
  }
}

/** Writes what goes into one message. */
function encode(pieces: readonly Piece[], memory: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const frames = pieces.map(({ block: { number, bytes, digest }, from, to }) => ({
    block: number,
    offset: from,
    digest,
    data: bytes.subarray(from, to),
  }));
  const [first] = frames;
  return frames.length === 1 && first ? encodeFrame(first, memory) : encodeBundle(frames, memory);
}
