import type { ByteSink, StoredTransfer } from "../../transfer/ports.ts";
import {
  blockRecord,
  LEDGER,
  notesOf,
  oursRecord,
  RECORD_BYTES,
  savedRecord,
  wholeRecords,
} from "./ledger_file.ts";
import type { FileWriter, OpfsEntry } from "./file_writer.ts";
import type { OpfsDirectories } from "./opfs_directories.ts";
import type { Notes } from "../notes.ts";
import { restoredFile } from "../restored_file.ts";
import { RECEIVED } from "./received_record.ts";
import { type OpenedFile, SmallFilesWriter } from "./small_files_writer.ts";
import { SMALL_FILES } from "./small_pack.ts";
import { DESCRIPTION } from "./transfer_description.ts";

/** What an {@linkcode opfsTransfer} needs. */
export interface OpfsTransferOptions {
  readonly directories: OpfsDirectories;
  /** Whether a later visit offers what is whole. */
  readonly isRecorded: boolean;
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

/** A transfer in the origin private file system, or the notes on one whose files are elsewhere. */
export interface OpfsTransfer extends StoredTransfer<File>, Notes {
  /** Keeps a whole file that its page has in memory for a later visit. Its bytes must not change. */
  readonly keepSmall: (index: number, bytes: Uint8Array<ArrayBuffer>) => void;
}

/**
 * One transfer's directory. Files are named by their number: the sender's names are unsafe on a disk.
 */
export function opfsTransfer(
  { directories, directory, isRecorded, sizes, connect, nextFile, onEnd }: OpfsTransferOptions,
): OpfsTransfer {
  /** Files that earlier runs handed over. */
  const saved = new Set<number>();
  /** Files elsewhere that nothing of the reader's is in. */
  const ours = new Set<number>();
  /** Files that this run handed over: they last as long as the page. */
  const finished = new Set<string>();
  const small = new SmallFilesWriter(
    () => openFile({ directory, name: SMALL_FILES }),
    sizes.get(SMALL_FILES) ?? 0,
  );
  /** What a later visit reads, once there is anything to offer. */
  const keptForLater = () => {
    for (const name of [RECEIVED, LEDGER, SMALL_FILES]) finished.add(name);
  };
  let ledger: OpenedFile | undefined;
  let ledgerBytes = wholeRecords(sizes.get(LEDGER) ?? 0);

  function openFile(entry: OpfsEntry): OpenedFile {
    const writer = connect();
    const id = nextFile();
    writer.open(id, entry);
    return { id, writer };
  }

  /** Nobody waits for it: what isn't noted is received again. */
  function note(record: Uint8Array<ArrayBuffer>): void {
    try {
      const { writer, id } = ledger ??= openFile({ directory, name: LEDGER });
      const offset = ledgerBytes;
      ledgerBytes += RECORD_BYTES;
      writer.write(id, offset, record).catch(() => undefined);
    } catch {
      // The worker can't be started; the next block says so.
    }
  }

  function sinkOf(index: number, size: number): ByteSink<File> {
    const entry = { directory, name: `${index}` };
    const { writer, id } = openFile(entry);
    return {
      write: (offset, bytes) => writer.write(id, offset, bytes),
      async finish() {
        const file = await writer.finish(id, size);
        finished.add(entry.name);
        if (isRecorded) keptForLater();
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

  return {
    // deno-lint-ignore require-await -- a promise by the port's contract
    open: async (index, { size }) => sinkOf(index, size),
    async *notes() {
      const noted = await directories.read({ directory, name: LEDGER });
      if (!noted) return;
      yield* notesOf(noted, {
        onSaved: (file) => saved.add(file),
        onOurs: (file) => ours.add(file),
      });
    },
    restored(index) {
      const name = `${index}`;
      return sizes.has(name)
        ? restoredFile(() => directories.read({ directory, name }))
        : undefined;
    },
    wasSaved: (index) => saved.has(index),
    isOurs: (index) => ours.has(index),
    noteBlock: (_index, block, digest) => note(blockRecord(block, digest)),
    noteSaved(index) {
      if (!saved.has(index)) note(savedRecord(index));
    },
    noteOurs(index) {
      if (!ours.has(index)) note(oursRecord(index));
    },
    keepSmall(index, bytes) {
      if (!isRecorded) return;
      small.add(index, bytes);
      keptForLater();
    },
    async end(keeps) {
      try {
        if (ledger && !ledger.writer.isLost) await ledger.writer.keep(ledger.id);
        await small.end();
        if (keeps) return;
        // Nobody goes on with it, whatever else can't be removed yet.
        await directories.removeFile({ directory, name: DESCRIPTION });
        if (finished.size === 0) return await directories.remove(directory);
        for (const name of (await directories.sizes(directory)).keys()) {
          if (!finished.has(name)) await directories.removeFile({ directory, name });
        }
      } finally {
        directories.release(directory);
        onEnd();
      }
    },
  };
}
