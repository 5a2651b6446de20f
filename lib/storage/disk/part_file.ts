import type { FileHandle } from "node:fs/promises";
import type { FileEntry } from "../../protocol/file_entry.ts";
import { writeWhole } from "./appended_file.ts";
import { readUpTo } from "./disk_source.ts";
import { errorCode } from "./disk_error.ts";
import { piecesToWrite } from "./zero_runs.ts";

/**
 * Written bytes after which a file is flushed, so that a slow disk slows the sender instead of filling
 * the system's cache. As in a browser.
 */
const FLUSH_BYTES = 16 * 1024 * 1024;

/** Bytes that are copied at a time. */
const COPY_BYTES = 1024 * 1024;

/**
 * A file that isn't whole yet. Zeros that belong where nothing was ever written aren't either, so that
 * what has holes at the sender has them here.
 */
export class PartFile {
  readonly #handle: FileHandle;
  readonly #file: Pick<FileEntry, "size" | "modified">;
  /** From here on, what wasn't written reads as zeros; before it, an earlier run may have left anything. */
  readonly #holesFrom: number;
  #size: number;
  #unflushedBytes = 0;
  #writtenBytes = 0;
  /** That the whole file outlives a loss of power. */
  #settled: Promise<void> | undefined;
  /** One after the other: a file may only be made longer, and two at once could make it shorter. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param size of what an earlier run left in it */
  constructor(handle: FileHandle, file: Pick<FileEntry, "size" | "modified">, size: number) {
    this.#handle = handle;
    this.#file = file;
    this.#size = size;
    this.#holesFrom = size;
  }

  /** Writes a block; no byte of a file is written twice in one run. */
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const written = this.#last.then(() => this.#write(offset, bytes));
    this.#last = written.catch(() => undefined); // The next one fails by itself, or doesn't.
    return written;
  }

  /** Takes over what is in another file, before anything is written. */
  async copyFrom(source: FileHandle, size: number): Promise<void> {
    for (let offset = 0; offset < size; offset += COPY_BYTES) {
      const bytes = await readUpTo(source, offset, Math.min(COPY_BYTES, size - offset));
      await writeWhole(this.#handle, bytes, offset);
      this.#size = offset + bytes.length;
      if (bytes.length < COPY_BYTES) return;
    }
  }

  /** Makes the whole file outlive a loss of power, and closes it. */
  async finish(): Promise<void> {
    await this.#last;
    try {
      await (this.#settled ?? this.#settle());
    } finally {
      await this.#handle.close();
    }
  }

  /** Closes it as it is. */
  async close(): Promise<void> {
    await this.#last;
    await this.#settled?.catch(() => undefined); // Nobody asked whether it does.
    await this.#handle.close();
  }

  async #write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const isHole = offset >= this.#holesFrom;
    const pieces = isHole ? piecesToWrite(bytes, offset) : [{ from: 0, to: bytes.length }];
    for (const { from, to } of pieces) {
      await writeWhole(this.#handle, bytes.subarray(from, to), offset + from);
      this.#size = Math.max(this.#size, offset + to);
      this.#unflushedBytes += to - from;
    }
    const end = offset + bytes.length;
    if (end > this.#size) {
      await this.#handle.truncate(end);
      this.#size = end;
    }
    this.#writtenBytes += bytes.length;
    if (this.#writtenBytes === this.#file.size) {
      // Files are finished one by one, and a disk flushes several small ones in the time of one.
      this.#settled = this.#settle();
      this.#settled.catch(() => undefined); // Heard by whoever finishes it.
      return;
    }
    if (this.#unflushedBytes < FLUSH_BYTES) return;
    this.#unflushedBytes = 0;
    await this.#handle.datasync();
  }

  async #settle(): Promise<void> {
    const { size, modified } = this.#file;
    if (this.#size !== size) await this.#handle.truncate(size);
    if (modified > 0) await this.#date(modified);
    await this.#handle.sync();
  }

  async #date(ms: number): Promise<void> {
    // Seconds as a fraction fall a little short, and whoever reads them would see a millisecond less.
    const seconds = (ms + 0.001) / 1_000;
    try {
      await this.#handle.utimes(seconds, seconds);
    } catch (error) {
      // A date that this file system doesn't have is no reason to lose the file.
      if (!["EINVAL", "EOVERFLOW", "EPERM", "ERANGE"].includes(errorCode(error) ?? "")) throw error;
    }
  }
}
