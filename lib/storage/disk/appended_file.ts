import type { FileHandle } from "node:fs/promises";

/** A file that is only added to, in the order of the calls. */
export class AppendedFile {
  readonly #handle: FileHandle;
  #end: number;
  #pending: Promise<unknown> = Promise.resolve();

  /** @param end where the next bytes go; what lies behind is torn, and written over */
  constructor(handle: FileHandle, end: number) {
    this.#handle = handle;
    this.#end = end;
  }

  /** Adds bytes; resolves when they outlive this process. */
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const written = writeWhole(this.#handle, bytes, this.#end);
    this.#end += bytes.length;
    this.#pending = Promise.allSettled([this.#pending, written]);
    return written;
  }

  /** Closes it once everything is added. */
  async close(): Promise<void> {
    await this.#pending;
    await this.#handle.close();
  }
}

/** Writes all bytes at their location: a system may take only a part of them at a time. */
export async function writeWhole(
  handle: FileHandle,
  bytes: Uint8Array<ArrayBuffer>,
  position: number,
): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at);
    if (bytesWritten === 0) throw new Error(`the disk took ${at} of ${bytes.length} bytes`);
    at += bytesWritten;
  }
}
