import type { FileWriter } from "./file_writer.ts";
import { BATCH_FILES, encodeBatch, type SmallFile } from "./small_pack.ts";

/** A file that is open for writing. */
export interface OpenedFile {
  readonly id: number;
  readonly writer: FileWriter;
}

/** Writes whole small files of a transfer behind each other. Nobody waits for it before the end. */
export class SmallFilesWriter {
  readonly #open: () => OpenedFile;
  #opened: OpenedFile | undefined;
  #bytes: number;
  #batch: SmallFile[] = [];

  /** @param bytes what an earlier run left of them; what is torn of it hides what is behind */
  constructor(open: () => OpenedFile, bytes: number) {
    this.#open = open;
    this.#bytes = bytes;
  }

  /** Takes a whole file, whose bytes must not change any more. */
  add(index: number, bytes: Uint8Array): void {
    this.#batch.push([index, bytes]);
    if (this.#batch.length >= BATCH_FILES) this.#write();
  }

  /** Writes what isn't written yet, and closes. */
  async end(): Promise<void> {
    this.#write();
    const { writer, id } = this.#opened ?? {};
    if (writer && id !== undefined && !writer.isLost) await writer.keep(id);
  }

  #write(): void {
    if (this.#batch.length === 0) return;
    const bytes = encodeBatch(this.#batch);
    this.#batch = [];
    const at = this.#bytes;
    this.#bytes += bytes.length;
    try {
      const { writer, id } = this.#opened ??= this.#open();
      // On a full disk, say. What is lost is the offer of a later visit, and not the transfer.
      writer.write(id, at, bytes).catch(() => undefined);
    } catch {
      // The worker can't be started; the next block says so.
    }
  }
}
