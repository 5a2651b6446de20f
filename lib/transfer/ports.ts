/**
 * The whole outside world of the transfer engine. Browser edges implement these in `lib/peer` and
 * `lib/storage`, tests in `lib/testing`.
 * @module
 */
import type { TransferMessage } from "../protocol/control_message.ts";
import type { FileEntry } from "../protocol/file_entry.ts";

/** Bytes to send: a file, or anything else that can be read by offset as often as needed. */
export interface ByteSource {
  /**
   * Reads exactly `length` bytes.
   *
   * @throws {FailureError} `source-changed` where the file changed, moved or is shorter now.
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file to send. */
export interface OutgoingFile extends FileEntry {
  readonly source: ByteSource;
}

/** Where one received file is written. `Saved` is what the page offers when it is whole. */
export interface ByteSink<Saved> {
  /**
   * Writes verified bytes at their place; resolves once they are durable, which is what earns the
   * sender new credit. Takes the bytes over: the caller must not touch them again. Calls may
   * overlap and come in any order.
   *
   * @throws {FailureError} `storage-full` or `storage-failed`
   */
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Flushes and closes; called once, after the last write resolved. */
  finish(): Promise<Saved>;
  /** Closes and removes what was written; called instead of `finish` when the transfer failed. */
  discard(): Promise<void>;
}

/** Makes sinks. */
export interface SinkFactory<Saved> {
  /**
   * Refuses, before the first byte, what can't fit.
   *
   * @throws {FailureError} `storage-full` or `too-large`, its message holding the numbers.
   */
  reserve(files: readonly FileEntry[]): Promise<void>;
  /** Opens the sink of one file; called just before its first block is written. */
  open(index: number, file: FileEntry): Promise<ByteSink<Saved>>;
}

/** What a lane tells its user. */
export interface LaneEvents {
  readonly onFrame: (message: ArrayBuffer) => void;
  /** The lane is gone; frames it had taken may or may not have arrived. Called at most once. */
  readonly onClose: () => void;
}

/** One `RTCPeerConnection`'s bulk channel: reliable, carries frames of the transfer. */
export interface Lane {
  /** Largest message this lane takes, bytes. */
  readonly maxFrameBytes: number;
  /**
   * Takes a copy of one frame at once: its memory may be used again. Where it answers `false`, the
   * lane has as much in its buffer or in flight as it may: await {@linkcode Lane.drained} before
   * the next.
   *
   * @throws {LaneClosedError} where the lane is gone.
   */
  send(frame: Uint8Array<ArrayBuffer>): boolean;
  /** Bytes of frames that the other end has said it took from this lane. */
  readonly deliveredBytes: number;
  /** Bytes of frames it has taken beyond those. */
  readonly inFlightBytes: number;
  /**
   * Resolves when the lane is open, its buffer has fallen to the low watermark and there is room for
   * more in flight; rejects with
   * {@linkcode LaneClosedError} when the lane closed and with the signal's reason when it is
   * aborted. To be awaited before the first frame.
   */
  drained(signal: AbortSignal): Promise<void>;
  /** Starts delivery; frames that arrived earlier come first. Called once. */
  listen(events: LaneEvents): void;
}

/** The lane is gone. What it had not delivered goes over another. */
export class LaneClosedError extends Error {
  override readonly name = "LaneClosedError";
}

/** Says things to the other engine, in order and reliably, for as long as the connection lives. */
export interface TransferControl {
  send(message: TransferMessage): void;
}

/** Hashes whole blocks. */
export interface Digest {
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/** Time for deadlines, monotonic. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Calls back once after `ms`; the answer cancels it. */
  after(ms: number, callback: () => void): () => void;
}
