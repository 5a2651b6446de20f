import { FailureError } from "../../protocol/failure.ts";
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
import type { OpfsClient } from "./opfs_client.ts";
import type { OpfsEntry } from "./opfs_messages.ts";
import type { OpfsDirectories } from "./opfs_directories.ts";
import type { Notes } from "../notes.ts";
import { DESCRIPTION } from "./transfer_description.ts";

/** Where a reception notes what it has written. */
const LEDGER = "ledger";

/** What an {@linkcode OpfsTransfer} needs. */
export interface OpfsTransferOptions {
  readonly shelf: OpfsDirectories;
  /** Into which this page writes. */
  readonly directory: string;
  /** What an earlier run left in it: sizes in bytes by name. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The worker that writes, another after a crash. */
  readonly connect: () => OpfsClient;
  /** A number for the next file that is opened in the worker. */
  readonly nextFile: () => number;
  /** Every file is closed. */
  readonly onEnd: () => void;
}

/**
 * One reception's directory. Files are named by their number: the sender's names are unsafe on a disk.
 */
export class OpfsTransfer implements StoredTransfer<File>, Notes {
  readonly #options: OpfsTransferOptions;
  /** Files that earlier runs handed over. */
  readonly #saved = new Set<number>();
  /** Files elsewhere that nothing of the reader's is in. */
  readonly #ours = new Set<number>();
  /** Files that this run handed over: they last as long as the page. */
  readonly #finished = new Set<string>();
  #ledger: { readonly id: number; readonly client: OpfsClient } | undefined;
  #ledgerBytes: number;

  constructor(options: OpfsTransferOptions) {
    this.#options = options;
    this.#ledgerBytes = wholeRecords(options.sizes.get(LEDGER) ?? 0);
  }

  // deno-lint-ignore require-await -- a promise by the port's contract
  async open(index: number, { size }: FileEntry): Promise<ByteSink<File>> {
    const { connect } = this.#options;
    const entry = this.#entry(`${index}`);
    const { client, id } = this.#open(entry);
    return {
      async write(offset, bytes) {
        await client.call({ type: "write", file: id, offset, bytes }, [bytes.buffer]);
      },
      finish: async () => {
        const reply = await client.call({ type: "finish", file: id, size });
        if (reply.type !== "saved") {
          const what = `Cannot write: the OPFS worker answered "${reply.type}"`;
          throw new FailureError("storage-failed", what);
        }
        this.#finished.add(entry.name);
        return reply.file;
      },
      async discard() {
        // Another worker can still remove what one that is gone had written.
        await (client.isLost ? connect() : client).call({ type: "discard", file: id, entry });
      },
      async keep() {
        // A worker that is gone has closed its files.
        if (!client.isLost) await client.call({ type: "keep", file: id });
      },
    };
  }

  async *notes(): AsyncGenerator<NotedBlock> {
    const ledger = await this.#options.shelf.read(this.#entry(LEDGER));
    if (!ledger) return;
    yield* notesOf(ledger, {
      onSaved: (file) => this.#saved.add(file),
      onOurs: (file) => this.#ours.add(file),
    });
  }

  restored(index: number): RestoredFile | undefined {
    const { shelf, sizes } = this.#options;
    if (!sizes.has(`${index}`)) return undefined;
    let file: Promise<File | undefined> | undefined;
    return {
      read: async (offset, length) => {
        file ??= shelf.read(this.#entry(`${index}`));
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
    const { shelf, directory, onEnd } = this.#options;
    try {
      if (this.#ledger && !this.#ledger.client.isLost) {
        await this.#ledger.client.call({ type: "keep", file: this.#ledger.id });
      }
      if (keeps) return;
      // Nobody goes on with it, whatever else can't be removed yet.
      await shelf.removeFile(this.#entry(DESCRIPTION));
      if (this.#finished.size === 0) return await shelf.remove(directory);
      for (const name of (await shelf.sizes(directory)).keys()) {
        if (!this.#finished.has(name)) await shelf.removeFile({ directory, name });
      }
    } finally {
      shelf.release(directory);
      onEnd();
    }
  }

  /** Nobody waits for it: what isn't noted is received again. */
  #note(record: Uint8Array<ArrayBuffer>): void {
    try {
      const { client, id } = this.#ledger ??= this.#open(this.#entry(LEDGER));
      const offset = this.#ledgerBytes;
      this.#ledgerBytes += RECORD_BYTES;
      client.call({ type: "write", file: id, offset, bytes: record }, [record.buffer])
        .catch(() => undefined);
    } catch {
      // The worker can't be started; the next block says so.
    }
  }

  #open(entry: OpfsEntry): { readonly id: number; readonly client: OpfsClient } {
    const client = this.#options.connect();
    const id = this.#options.nextFile();
    client.post({ type: "open", file: id, entry });
    return { id, client };
  }

  #entry(name: string): OpfsEntry {
    return { directory: this.#options.directory, name };
  }
}
