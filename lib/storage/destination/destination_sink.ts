import { FailureError } from "../../protocol/failure.ts";
import type { ByteSink } from "../../transfer/ports.ts";
import { destinationError } from "./destination_error.ts";

/** What is in a file before this run writes to it. */
export type FormerContent =
  | "nothing"
  /** What an earlier run closed there. */
  | "ours"
  /** The reader's, to be replaced as a whole or not at all. */
  | "theirs"
  /** An earlier page began there, and nobody knows whether it closed the file. */
  | "unknown";

/** What a {@linkcode DestinationSink} needs. */
export interface PickedSinkOptions {
  readonly handle: Pick<FileSystemFileHandle, "createWritable" | "getFile">;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly content: FormerContent;
  /** Nothing of the reader's is in the file any more. Called at each end that leaves it there. */
  readonly onOurs: () => void;
  /** Removes the file. */
  readonly remove: () => Promise<void>;
}

/** One file at a destination of its reader's, which isn't opened before there is something to write. */
export class DestinationSink implements ByteSink<File> {
  readonly #options: PickedSinkOptions;
  #opened: Promise<FileSystemWritableFileStream> | undefined;
  #hasWritten = false;

  constructor(options: PickedSinkOptions) {
    this.#options = options;
  }

  /** Has the browser copy what is gone on with, which takes as long as the disk needs for it. */
  async prepare(): Promise<void> {
    try {
      await this.#writable();
    } catch (error) {
      throw destinationError("open", error);
    }
  }

  async write(offset: number, data: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await (await this.#writable()).write({ type: "write", position: offset, data });
      this.#hasWritten = true;
    } catch (error) {
      throw destinationError("write", error);
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
        await this.#close(writable);
        file = await handle.getFile();
      }
      if (file.size === size) return file;
      throw new FailureError("storage-failed", `Cannot finish: ${file.size} of ${size} bytes`);
    } catch (error) {
      throw destinationError("finish", error);
    }
  }

  async discard(): Promise<void> {
    const { handle, content, remove } = this.#options;
    await this.#abort();
    // What the reader had there before is theirs: it is as it was, because nothing was closed.
    if (content === "ours" || (await handle.getFile()).size === 0) await remove();
  }

  async keep(): Promise<void> {
    // Closing would put nothing in place of what the reader may have there.
    if (!this.#hasWritten) return await this.#abort();
    const writable = await this.#opened;
    if (writable) await this.#close(writable);
  }

  async #close(writable: FileSystemWritableFileStream): Promise<void> {
    const { content, onOurs } = this.#options;
    const mayBeTheirs = content === "theirs" || content === "unknown";
    // Said before where it is true already: a page that goes away may not hear that a file is closed.
    if (!mayBeTheirs) onOurs();
    await writable.close();
    if (mayBeTheirs) onOurs();
  }

  async #abort(): Promise<void> {
    // A file that never opened has nothing to throw away.
    const writable = await this.#opened?.catch(() => undefined);
    await writable?.abort();
  }

  #writable(): Promise<FileSystemWritableFileStream> {
    const { handle, content } = this.#options;
    const keepExistingData = content === "ours" || content === "unknown";
    return this.#opened ??= handle.createWritable({ keepExistingData });
  }
}
