import { FailureError } from "../protocol/failure.ts";
import type { ByteSink } from "../transfer/ports.ts";
import { placeError } from "./place_error.ts";

/** What a {@linkcode PickedSink} needs. */
export interface PickedSinkOptions {
  readonly handle: Pick<FileSystemFileHandle, "createWritable" | "getFile">;
  /** Bytes of the whole file. */
  readonly size: number;
  /** What is in the file is an earlier run's, to go on with. */
  readonly isOurs: boolean;
  /** Removes the file. */
  readonly remove: () => Promise<void>;
}

/** One file in a place of its reader's, which isn't opened before there is something to write. */
export class PickedSink implements ByteSink<File> {
  readonly #options: PickedSinkOptions;
  #opened: Promise<FileSystemWritableFileStream> | undefined;
  #hasWritten = false;

  constructor(options: PickedSinkOptions) {
    this.#options = options;
  }

  async write(offset: number, data: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await (await this.#writable()).write({ type: "write", position: offset, data });
      this.#hasWritten = true;
    } catch (error) {
      throw placeError("write", error);
    }
  }

  async finish(): Promise<File> {
    const { handle, size } = this.#options;
    try {
      let file = await handle.getFile();
      // Nothing was written where an earlier run had all of it, or where there is nothing to write.
      if (this.#opened || file.size !== size) {
        const writable = await this.#writable();
        await writable.truncate(size);
        await writable.close();
        file = await handle.getFile();
      }
      if (file.size === size) return file;
      throw new FailureError("storage-failed", `Cannot finish: ${file.size} of ${size} bytes`);
    } catch (error) {
      throw placeError("finish", error);
    }
  }

  async discard(): Promise<void> {
    const { handle, isOurs, remove } = this.#options;
    await this.#abort();
    // What the reader had there before is theirs: it is as it was, because nothing was closed.
    if (isOurs || (await handle.getFile()).size === 0) await remove();
  }

  async keep(): Promise<void> {
    // Closing would put nothing in place of what the reader may have there.
    if (!this.#hasWritten) return await this.#abort();
    await (await this.#opened)?.close();
  }

  async #abort(): Promise<void> {
    // A file that never opened has nothing to throw away.
    const writable = await this.#opened?.catch(() => undefined);
    await writable?.abort();
  }

  #writable(): Promise<FileSystemWritableFileStream> {
    const { handle, isOurs } = this.#options;
    return this.#opened ??= handle.createWritable({ keepExistingData: isOurs });
  }
}
