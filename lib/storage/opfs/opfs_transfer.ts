import type { FileEntry } from "../../protocol/file_entry.ts";
import type { ByteSink, NotedBlock, RestoredFile, StoredTransfer } from "../../transfer/ports.ts";
import {
  blockRecord,
  notesOf,
  oursRecord,
  RECORD_BYTES,
  savedRecord,
  wholeRecords,
} from "./ledger_file.ts";
import type { FileWriter, OpfsEntry } from "./file_writer.ts";
import type { OpfsDirectories } from "./opfs_directories.ts";
import type { Notes } from "../notes.ts";
import { DESCRIPTION } from "./transfer_description.ts";

/** Where a transfer notes what it has written. */
const LEDGER = "ledger";

/** What an {@linkcode OpfsTransfer} needs. */
export interface OpfsTransferOptions {
  readonly directories: OpfsDirectories;
  /** Into which this page writes. */
  readonly directory: string;
  /** What an earlier run left in it: sizes in bytes by name. */
  readonly sizes: ReadonlyMap<string, number>;
  /** What writes, another after a crash. */
  readonly connect: () => FileWriter;
  /** A number for the next file that it opens. */
  readonly nextFile: () => number;
  /** Every file is closed. */
  readonly onEnd: () => void;
}

/**
 * One transfer's directory. Files are named by their number: the sender's names are unsafe on a disk.
 */
export class OpfsTransfer implements StoredTransfer<File>, Notes {
  readonly #options: OpfsTransferOptions;
  /** Files that earlier runs handed over. */
  readonly #saved = new Set<number>();
  /** Files elsewhere that nothing of the reader's is in. */
  readonly #ours = new Set<number>();
  /** Files that this run handed over: they last as long as the page. */
  readonly #finished = new Set<string>();
  #ledger: { readonly id: number; readonly writer: FileWriter } | undefined;
  #ledgerBytes: number;

  constructor(options: OpfsTransferOptions) {
    this.#options = options;
    this.#ledgerBytes = wholeRecords(options.sizes.get(LEDGER) ?? 0);
  }

  // deno-lint-ignore require-await -- a promise by the port's contract
  async open(index: number, { size }: FileEntry): Promise<ByteSink<File>> {
    const { connect } = this.#options;
    const entry = this.#entry(`${index}`);
    const { writer, id } = this.#open(entry);
    return {
      write: (offset, bytes) => writer.write(id, offset, bytes),
      finish: async () => {
        const file = await writer.finish(id, size);
        this.#finished.add(entry.name);
        return file;
      },
      async discard() {
        // Another worker can still remove what one that is gone had written.
        await (writer.isLost ? connect() : writer).discard(id, entry);
      },
      async keep() {
        // A worker that is gone has closed its files.
        if (!writer.isLost) await writer.keep(id);
      },
    };
  }

  async *notes(): AsyncGenerator<NotedBlock> {
    const ledger = await this.#options.directories.read(this.#entry(LEDGER));
    if (!ledger) return;
    yield* notesOf(ledger, {
      onSaved: (file) => this.#saved.add(file),
      onOurs: (file) => this.#ours.add(file),
    });
  }

  restored(index: number): RestoredFile | undefined {
    const { directories, sizes } = this.#options;
    if (!sizes.has(`${index}`)) return undefined;
    let file: Promise<File | undefined> | undefined;
    return {
      read: async (offset, length) => {
        file ??= directories.read(this.#entry(`${index}`));
        const part = (await file)?.slice(offset, offset + length);
        return part ? new Uint8Array(await part.arrayBuffer()) : new Uint8Array();
      },
    };
  }

  wasSaved(index: number): boolean {
    return this.#saved.has(index);
  }

  isOurs(index: number): boolean {
    return this.#ours.has(index);
  }

  noteBlock(_index: number, block: number, digest: Uint8Array): void {
    this.#note(blockRecord(block, digest));
  }

  noteSaved(index: number): void {
    if (!this.#saved.has(index)) this.#note(savedRecord(index));
  }

  noteOurs(index: number): void {
    if (!this.#ours.has(index)) this.#note(oursRecord(index));
  }

  async end(keeps: boolean): Promise<void> {
    const { directories, directory, onEnd } = this.#options;
    try {
      if (this.#ledger && !this.#ledger.writer.isLost) {
        await this.#ledger.writer.keep(this.#ledger.id);
      }
      if (keeps) return;
      // Nobody goes on with it, whatever else can't be removed yet.
      await directories.removeFile(this.#entry(DESCRIPTION));
      if (this.#finished.size === 0) return await directories.remove(directory);
      for (const name of (await directories.sizes(directory)).keys()) {
        if (!this.#finished.has(name)) await directories.removeFile({ directory, name });
      }
    } finally {
      directories.release(directory);
      onEnd();
    }
  }

  /** Nobody waits for it: what isn't noted is received again. */
  #note(record: Uint8Array<ArrayBuffer>): void {
    try {
      const { writer, id } = this.#ledger ??= this.#open(this.#entry(LEDGER));
      const offset = this.#ledgerBytes;
      this.#ledgerBytes += RECORD_BYTES;
      writer.write(id, offset, record).catch(() => undefined);
    } catch {
      // The worker can't be started; the next block says so.
    }
  }

  #open(entry: OpfsEntry): { readonly id: number; readonly writer: FileWriter } {
    const writer = this.#options.connect();
    const id = this.#options.nextFile();
    writer.open(id, entry);
    return { id, writer };
  }

  #entry(name: string): OpfsEntry {
    return { directory: this.#options.directory, name };
  }
}
