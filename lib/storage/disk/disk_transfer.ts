import { type FileEntry, isFolder } from "../../protocol/file_entry.ts";
import type { ByteSink, RestoredFile, StoredTransfer } from "../../transfer/ports.ts";
import { diskError } from "./disk_error.ts";
import type { DiskFolder, Way } from "./disk_folder.ts";
import { PART_ENDING, type PlannedNames } from "./disk_names.ts";
import { type DiskNotes, removeNotes } from "./disk_notes.ts";
import { type DiskFile, DiskSink } from "./disk_sink.ts";
import { readUpTo } from "./disk_source.ts";
import { OpenFiles } from "./open_files.ts";
import { removeUnfinished } from "./remove_unfinished.ts";

/** What a {@linkcode diskTransfer} needs. */
export interface DiskTransferOptions {
  readonly folder: DiskFolder;
  /** Where its notes are. */
  readonly way: Way;
  readonly notes: DiskNotes;
  readonly files: readonly FileEntry[];
  readonly planned: PlannedNames;
  /** Lets another process have it. */
  readonly unlock: () => Promise<void>;
}

/** Begins a transfer in a folder of its reader's, or goes on there; makes the empty folders. */
export async function diskTransfer(
  options: DiskTransferOptions,
): Promise<StoredTransfer<DiskFile>> {
  const { notes } = options;
  const files = new DiskFiles(options);
  try {
    await files.makeFolders();
  } catch (error) {
    await notes.close();
    throw error;
  }
  return {
    open: (index, file) => files.open(index, file),
    restored: (index) => files.restored(index),
    notes: () => notes.blocks(),
    wasSaved: (index) => notes.wasSaved(index),
    noteBlock: (_index, block, digest) => notes.noteBlock(block, digest),
    noteSaved: (index) => notes.noteSaved(index),
    end: (keeps) => files.end(keeps),
  };
}

/** The files of one transfer. */
class DiskFiles {
  readonly #options: DiskTransferOptions;
  /** What earlier runs wrote, to be verified. */
  readonly #restored = new OpenFiles<number>((index) => this.#openRestored(index));
  readonly #finished = new Set<number>();
  readonly #finishing = new Set<Promise<DiskFile>>();
  /** Folders in which names are new, by their paths. */
  readonly #unflushed = new Map<string, Way>();
  /** Files that are opened and written: all but the folders. */
  readonly #count: number;

  constructor(options: DiskTransferOptions) {
    this.#options = options;
    this.#count = options.files.filter((file) => !isFolder(file)).length;
  }

  /** Makes the folders that nothing is in. */
  async makeFolders(): Promise<void> {
    const { files, folder } = this.#options;
    for (const [index, file] of files.entries()) {
      if (!isFolder(file)) continue;
      const way = this.#wayOf(index);
      await folder.enter(way);
      this.#named(way);
    }
    if (this.#count === 0) await this.#flushNames();
  }

  async open(index: number, file: FileEntry): Promise<ByteSink<DiskFile>> {
    await this.#restored.close(); // Everything is verified by now.
    const { folder, notes } = this.#options;
    const way = this.#wayOf(index);
    const sink = await DiskSink.open({ folder, notes, index, file, way });
    return {
      write: (offset, bytes) => sink.write(offset, bytes),
      finish: () => this.#finish(index, sink),
      discard: () => sink.discard(),
      keep: () => sink.keep(),
    };
  }

  restored(index: number): RestoredFile | undefined {
    if (!this.#options.notes.begun.has(index)) return undefined;
    return {
      read: (offset, length) =>
        this.#restored.use(index, (handle) => readUpTo(handle, offset, length)),
    };
  }

  async end(keeps: boolean): Promise<void> {
    const { folder, way, notes, planned, unlock } = this.#options;
    // A file that is being handed over isn't ours to remove.
    await Promise.allSettled(this.#finishing);
    await this.#restored.close();
    await notes.close();
    try {
      await this.#flushNames();
      if (keeps) return;
      if (this.#finished.size < this.#count) {
        const unfinished = [...notes.begun].filter(([index]) => !this.#finished.has(index));
        await removeUnfinished(folder, planned, unfinished);
      }
      await removeNotes(folder, way);
    } finally {
      await unlock();
    }
  }

  async #finish(index: number, sink: DiskSink): Promise<DiskFile> {
    const finishing = sink.finish();
    this.#finishing.add(finishing);
    try {
      const saved = await finishing;
      this.#named(this.#wayOf(index));
      this.#finished.add(index);
      // Once for all: the sender hears of nothing before the last, and each takes a while.
      if (this.#finished.size === this.#count) await this.#flushNames();
      return saved;
    } finally {
      this.#finishing.delete(finishing);
    }
  }

  #wayOf(index: number): Way {
    const way = this.#options.planned.ways[index];
    if (!way) throw new RangeError(`Cannot place file ${index}`);
    return way;
  }

  async #openRestored(index: number) {
    const { folder, notes } = this.#options;
    const around = this.#wayOf(index).slice(0, -1);
    const name = notes.begun.get(index) ?? "";
    const handle = await folder.readFile([...around, name + PART_ENDING]) ??
      await folder.readFile([...around, name]);
    if (!handle) throw new Error(`Cannot read file ${index}: nothing is there`);
    return handle;
  }

  /** Something has its name, and so may the folders around it. */
  #named(way: Way): void {
    for (let depth = way.length - 1; depth >= 0; depth--) {
      const folder = way.slice(0, depth);
      const path = folder.join("/");
      if (this.#unflushed.has(path)) return; // With those around it.
      this.#unflushed.set(path, folder);
    }
  }

  async #flushNames(): Promise<void> {
    const ways = [...this.#unflushed.values()];
    this.#unflushed.clear();
    try {
      for (const way of ways) await this.#options.folder.flushNames(way);
    } catch (error) {
      throw diskError("finish", error);
    }
  }
}
