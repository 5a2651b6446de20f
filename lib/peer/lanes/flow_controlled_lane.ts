import { MAX_FRAME_BYTES, TALLY_EVERY_BYTES } from "../../protocol/limits.ts";
import { decodeTally, encodeTally, TALLY_BYTES } from "../../protocol/lane_message.ts";
import type { LaneOptions } from "./lane_handle.ts";
import { type Lane, LaneClosedError, type LaneEvents } from "../../transfer/ports.ts";

/**
 * `send` answers `false` from this many bytes in the browser's buffer on. A small amount in flight
 * is faster and steadier than a full buffer: 64–256 KiB lost 0.1 % of the datagrams in the
 * receiver's socket, an eager sender up to 1.3 %, and SCTP takes each for congestion. Chromium
 * throws above 16 MiB, so a mark near that would never engage. What may be in flight is less and
 * engages first; this bounds the buffer whatever that is.
 */
export const HIGH_WATERMARK_BYTES = 256 * 1024;

/** Senders wake here: half the mark, so the buffer never runs dry while the page prepares frames. */
export const LOW_WATERMARK_BYTES = HIGH_WATERMARK_BYTES / 2;

/**
 * Bytes that a lane may have taken and the other end not yet have tallied. SCTP's slow start doubles
 * what is in flight until datagrams are lost, and the first thing to overflow is the receiving socket
 * (about 100 KiB). Over 100 ms of round trip FileFrag's eight lanes lost 500–1,400 datagrams there with
 * 256 KiB in frames of 64, and mostly 18–250 with this in frames of 16. Long frames don't go with a small
 * bound, because a lane runs dry between two tallies: with 96 KiB in frames of 64 not a datagram was
 * lost, and all lanes together carried 2.0 MiB/s instead of 5.2.
 */
export const IN_FLIGHT_BYTES = 9 * TALLY_EVERY_BYTES;

/**
 * Frames kept until {@linkcode FlowControlledLane.listen}. A receiver listens before it accepts a
 * transfer and frames come only after that, so an honest peer fills none of this.
 */
const MAX_EARLY_BYTES = 16 * MAX_FRAME_BYTES;

/** The same bound in frames: empty ones cost memory as well. */
const MAX_EARLY_FRAMES = 64;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A lane over one data channel (design: "Moving bytes").
 *
 * ```
 *            bufferedAmount ≥ high,                    ┌ bufferedamountlow, tally: when neither
 *            too much in flight                        │ holds any more all resolve, in order
 * sending ─────────────────────────▶ drained() parked ─┼ close: all reject, LaneClosedError
 *    ▲                                  ▲              └ abort: this one rejects, signal.reason
 *    └── resolved ──────────────────────┼──┘
 * connecting ───────────────────────────┘ open: all resolve
 * ```
 *
 * A further lane is handed over before its channel is open, because a channel can move to a worker
 * only in the task that made it. So who is given a lane awaits `drained()` before the first frame.
 *
 * Two bounds hold it back: the browser's buffer, by the measured `bufferedAmount` and never by a
 * count of our own, and what is in flight, by the other end's tallies ({@linkcode IN_FLIGHT_BYTES}).
 * Whichever gives way last wakes who waits, because each of their events asks for both. Each listener
 * exists once for the life of the lane; a parked waiter adds none but its signal's. Waking all
 * waiters instead of one strands nobody when the first has nothing more to send; each asks `send`
 * again, so at most one frame per waiter goes above the mark.
 */
export class FlowControlledLane implements Lane {
  readonly #options: LaneOptions;
  readonly #listeners = new AbortController();
  readonly #waiters = new Set<Waiter>();
  #events: LaneEvents | undefined;
  #early: ArrayBuffer[] = [];
  #earlyBytes = 0;
  #received = 0;
  #sentBytes = 0;
  #talliedBytes = 0;
  #arrivedBytes = 0;
  /** Bytes of the last tally said here. */
  #toldBytes = 0;
  /** The tally of frames that came before `open`. */
  #owedTally: number | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    const { channel } = options;
    const { signal } = this.#listeners;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
    channel.addEventListener("open", () => this.#onOpen(), { signal });
    channel.addEventListener("bufferedamountlow", () => this.#wake(), {
      signal,
    });
    channel.addEventListener("message", ({ data }) => this.#onData(data), {
      signal,
    });
    channel.addEventListener("close", () => {
      this.close();
      options.onClose();
    }, { signal });
  }

  get maxFrameBytes(): number {
    // 0 stands for "no limit" in the SDP; browsers report it as Infinity.
    const limit = this.#options.maxMessageSize() ?? MAX_FRAME_BYTES;
    return Math.min(MAX_FRAME_BYTES, limit);
  }

  get deliveredBytes(): number {
    return this.#talliedBytes;
  }

  get inFlightBytes(): number {
    return this.#sentBytes - this.#talliedBytes;
  }

  /** Frames received: any of them proves that the peer lives, without a look at the clock for each. */
  get received(): number {
    return this.#received;
  }

  /**
   * @throws {LaneClosedError} where the lane is gone.
   * @throws {Error} where it isn't open yet: `drained()` tells when it is.
   */
  send(frame: Uint8Array<ArrayBuffer>): boolean {
    const { channel } = this.#options;
    if (this.#isClosed) throw closedError();
    if (channel.readyState === "connecting") {
      throw new Error("Cannot send a frame: the lane is not open yet");
    }
    channel.send(frame);
    this.#sentBytes += frame.length;
    return channel.bufferedAmount < HIGH_WATERMARK_BYTES && this.inFlightBytes < IN_FLIGHT_BYTES;
  }

  drained(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (this.#isClosed) return reject(closedError());
      // Between the buffer's fall and the event that tells of it there is nothing to wait for.
      if (this.#isDrained) return resolve();
      const leave = () => {
        this.#waiters.delete(waiter);
        signal.removeEventListener("abort", onAbort);
      };
      const waiter: Waiter = {
        resolve: () => (leave(), resolve()),
        reject: (reason) => (leave(), reject(reason)),
      };
      const onAbort = () => waiter.reject(signal.reason);
      signal.addEventListener("abort", onAbort);
      this.#waiters.add(waiter);
    });
  }

  listen(events: LaneEvents): void {
    if (this.#events) throw new Error("Cannot listen to a lane: twice");
    this.#events = events;
    for (const frame of this.#early.splice(0)) events.onFrame(frame);
    if (this.#listeners.signal.aborted) events.onClose();
  }

  /** Ends the lane for its users; the channel itself goes with its connection. Idempotent. */
  close(): void {
    if (this.#listeners.signal.aborted) return;
    this.#listeners.abort();
    for (const waiter of this.#waiters) waiter.reject(closedError());
    this.#events?.onClose();
  }

  get #isClosed(): boolean {
    const { readyState } = this.#options.channel;
    return this.#listeners.signal.aborted || readyState === "closing" || readyState === "closed";
  }

  get #isDrained(): boolean {
    const { readyState, bufferedAmount } = this.#options.channel;
    const isLow = bufferedAmount <= LOW_WATERMARK_BYTES;
    return readyState === "open" && isLow && this.inFlightBytes < IN_FLIGHT_BYTES;
  }

  #onOpen(): void {
    if (this.#owedTally !== undefined) this.#sendTally(this.#owedTally);
    this.#wake();
  }

  #wake(): void {
    if (!this.#isDrained) return;
    for (const waiter of this.#waiters) waiter.resolve();
  }

  #onTally(message: ArrayBuffer): void {
    const bytes = decodeTally(message);
    if (bytes === undefined || bytes > this.#sentBytes) return this.#options.onViolation();
    // Tallies may overtake each other: the largest counts.
    this.#talliedBytes = Math.max(this.#talliedBytes, bytes);
    this.#wake();
  }

  #sendTally(bytes: number): void {
    const { channel } = this.#options;
    // Chromium hands over what came before a moved channel reached its worker, and then says `open`.
    if (channel.readyState === "connecting") this.#owedTally = bytes;
    // Frames that arrived before the channel began to close are still delivered.
    else if (!this.#isClosed) channel.send(encodeTally(bytes));
  }

  #onData(data: unknown): void {
    if (!(data instanceof ArrayBuffer) || data.byteLength > MAX_FRAME_BYTES) {
      return this.#options.onViolation();
    }
    if (data.byteLength === TALLY_BYTES) return this.#onTally(data);
    this.#received++;
    this.#arrivedBytes += data.byteLength;
    if (this.#arrivedBytes - this.#toldBytes >= TALLY_EVERY_BYTES) {
      this.#toldBytes = this.#arrivedBytes;
      this.#sendTally(this.#arrivedBytes);
    }
    if (this.#events) return this.#events.onFrame(data);
    this.#earlyBytes += data.byteLength;
    const count = this.#early.push(data);
    if (this.#earlyBytes > MAX_EARLY_BYTES || count > MAX_EARLY_FRAMES) {
      this.#early = [];
      this.#options.onViolation();
    }
  }
}

function closedError(): LaneClosedError {
  return new LaneClosedError("Cannot send a frame: the lane is closed");
}
