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
  /**
   * Reads from the file what `read` may remember from before. Missing where `read` remembers nothing.
   *
   * @throws {FailureError} as `read`
   */
  readAgain?(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file to send. */
export interface OutgoingFile extends FileEntry {
  readonly source: ByteSource;
}

/** Where one received file is written. `Saved` is what the page offers when it is whole. */
export interface ByteSink<Saved> {
  /**
   * Does what would make the first write into a file that is gone on with take long. Missing where
   * nothing would.
   *
   * @throws {FailureError} `storage-full` or `storage-failed`
   */
  prepare?(): Promise<void>;
  /**
   * Writes verified bytes at their location; resolves once they are durable, which is what earns the
   * sender new credit. Takes the bytes over: the caller must not touch them again. Calls may
   * overlap and come in any order.
   *
   * @throws {FailureError} `storage-full` or `storage-failed`
   */
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Flushes and closes; called once, after the last write resolved. */
  finish(): Promise<Saved>;
  /** Closes and removes what was written; called instead of `finish` when the transfer is over. */
  discard(): Promise<void>;
  /**
   * Closes and leaves what was written for a later run; called instead of `finish` when the transfer
   * may go on. The same as `discard` where nothing can be kept.
   */
  keep(): Promise<void>;
}

/** Makes sinks. */
export interface SinkFactory<Saved> {
  /**
   * Refuses, before the first byte, what can't fit. Called once for each transfer, when nobody uses
   * what former ones handed over any more.
   *
   * @throws {FailureError} `storage-full` or `too-large`, its message holding the numbers.
   */
  reserve(files: readonly FileEntry[]): Promise<void>;
  /** Opens the sink of one file; called just before its first block is written. */
  open(index: number, file: FileEntry): Promise<ByteSink<Saved>>;
}

/** What an offer is known by when it is made again. */
export interface OfferedTransfer {
  /** The session it was made in: what is kept of another's isn't gone on with. */
  readonly sessionId: string;
  readonly transferId: string;
  readonly blockBytes: number;
  readonly files: readonly FileEntry[];
}

/** A block that an earlier run noted as written. A claim, until its bytes were hashed again. */
export interface NotedBlock {
  readonly block: number;
  readonly digest: Uint8Array<ArrayBuffer>;
}

/** What an earlier run wrote of a file. */
export interface RestoredFile {
  /** Reads `length` bytes, or fewer where it ends before. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Where one transfer's files and the notes on them are, which an earlier run may have begun. Its members
 * stand by themselves: what is put before another such takes over those that it doesn't change.
 */
export interface StoredTransfer<Saved> {
  /** Opens the sink of one file; what an earlier run wrote is still in it. */
  readonly open: (index: number, file: FileEntry) => Promise<ByteSink<Saved>>;
  /** What an earlier run noted, the newest first; a block may come more than once, or be nonsense. */
  readonly notes: () => AsyncIterable<NotedBlock>;
  /** What an earlier run wrote of a file; `undefined` where it is nothing. */
  readonly restored: (index: number) => RestoredFile | undefined;
  /** Whether an earlier run handed the file over; known once the notes were read. */
  readonly wasSaved: (index: number) => boolean;
  /** Notes that a block of a file is written. What can't be noted is only received again. */
  readonly noteBlock: (index: number, block: number, digest: Uint8Array) => void;
  /** Notes that a file was handed over. */
  readonly noteSaved: (index: number) => void;
  /**
   * Closes the notes, once every sink is finished, discarded or kept.
   *
   * @param keeps whether a later run may go on; else nothing remains but the files handed over
   */
  readonly end: (keeps: boolean) => Promise<void>;
}

/** Where transfers are kept, from one connection to the next and from one page to the next. */
export interface TransferStore<Saved> {
  /**
   * Whether a part of exactly this transfer is kept, which a reader accepted. What is kept of the
   * same transfer with another list is discarded.
   */
  find(transfer: OfferedTransfer): Promise<boolean>;
  /**
   * Goes on with what is kept, or begins anew; refuses, before the first byte, what can't fit.
   *
   * @throws {FailureError} `storage-full` or `too-large`, its message holding the numbers.
   */
  open(transfer: OfferedTransfer): Promise<StoredTransfer<Saved>>;
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

/** Frees a buffer before the garbage collector would. */
export type FreeMemory = (buffer: ArrayBuffer) => void;
