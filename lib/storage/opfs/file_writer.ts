/** Where a file lies: a directory under ours, and a name in it. Both made by us. */
export interface OpfsEntry {
  readonly directory: string;
  readonly name: string;
}

/**
 * Writes files into the origin private file system, from this thread or by a worker. Files are numbered
 * by whoever opens them. Calls on one file take effect in the order they came.
 *
 * @throws {FailureError} by every call but `open`: `storage-full` or `storage-failed`
 */
export interface FileWriter {
  /** Whether it failed as a whole; every call fails from then on, and its files are closed. */
  readonly isLost: boolean;
  /**
   * Opens a file with what is in it; makes it where missing. A failure is told by the first call on the
   * file: a small one costs no extra round trip.
   */
  open(file: number, entry: OpfsEntry): void;
  /** Writes bytes at their location. Takes them over: the caller must not touch them again. */
  write(file: number, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Flushes and closes a file, and gives it, where it is of this size. */
  finish(file: number, size: number): Promise<File>;
  /** Closes a file and leaves it as it is. */
  keep(file: number): Promise<void>;
  /** Closes and removes a file. Names it again, because the writer that opened it may be gone. */
  discard(file: number, entry: OpfsEntry): Promise<void>;
  /** How much of `bytes` the quota admits, tried at an entry that isn't used. */
  probe(entry: OpfsEntry, bytes: number): Promise<number>;
}
