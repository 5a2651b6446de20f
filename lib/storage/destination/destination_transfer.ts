import type { Notes } from "../notes.ts";
import { restoredFile } from "../restored_file.ts";
import { FailureError } from "../../protocol/failure.ts";
import { type FileEntry, isFolder } from "../../protocol/file_entry.ts";
import type { ByteSink, RestoredFile, StoredTransfer } from "../../transfer/ports.ts";
import type { Destination } from "./destination.ts";
import { DestinationSink, type FormerContent } from "./destination_sink.ts";
import { destinationError } from "./destination_error.ts";

/** What {@linkcode beginInDestination} needs. */
export interface DestinationTransferOptions {
  readonly files: readonly FileEntry[];
  readonly destination: Destination;
  /** Files that this page has closed there; added to. */
  readonly closed: Set<number>;
  /** Takes the notes: a folder of the reader's holds files and nothing of ours. */
  readonly notes: Notes;
}

/** Begins a transfer into a destination of its reader's, or goes on there; makes the empty folders. */
export async function beginInDestination(
  options: DestinationTransferOptions,
): Promise<StoredTransfer<File>> {
  const { notes } = options;
  const files = new DestinationFiles(options);
  try {
    await files.makeFolders();
  } catch (error) {
    await notes.end(true);
    throw error;
  }
  return {
    ...notes,
    open: (index, file) => files.open(index, file),
    restored: (index) => files.restored(index),
  };
}

/**
 * The files of one transfer in a destination of its reader's. Chromium collects what is written to a file beside it and
 * puts it into place when the file is closed: so what was verified outlives this page where it can
 * close its files, as a reload lets it, and is lost with a crash, file by file that wasn't whole.
 * Going on copies what is there first. Whatever is missing is found by reading, and comes again.
 */
class DestinationFiles {
  readonly #options: DestinationTransferOptions;
  /** By path: one transfer may hold a hundred thousand files. */
  readonly #folders = new Map<string, Promise<FileSystemDirectoryHandle>>();

  constructor(options: DestinationTransferOptions) {
    this.#options = options;
  }

  /** Makes the folders that nothing is in. */
  async makeFolders(): Promise<void> {
    const { files, destination } = this.#options;
    if (destination.kind === "file") return;
    try {
      for (const [index, file] of files.entries()) {
        if (isFolder(file)) await this.#folder(destination.paths[index] ?? [], true);
      }
    } catch (error) {
      throw destinationError("make a folder", error);
    }
  }

  async open(index: number, file: FileEntry): Promise<ByteSink<File>> {
    try {
      const handle = await this.#file(index, true);
      const content = await this.#contentOf(index, handle);
      if (content === "theirs" && this.#options.destination.kind === "folder") {
        // It wasn't there when the names were chosen.
        throw new FailureError("storage-failed", `Cannot write file ${index}: its name was taken`);
      }
      return new DestinationSink({
        handle,
        size: file.size,
        content,
        onOurs: () => this.#noteOurs(index),
        remove: () => this.#remove(index, handle),
      });
    } catch (error) {
      throw destinationError("open", error);
    }
  }

  restored(index: number): RestoredFile | undefined {
    const { destination, closed } = this.#options;
    // What is read here is gone on with, and what its reader had there is not.
    if (!destination.isBegun && !closed.has(index)) return undefined;
    return restoredFile(async () => await (await this.#file(index, false)).getFile());
  }

  async #contentOf(index: number, handle: FileSystemFileHandle): Promise<FormerContent> {
    const { destination, closed, notes } = this.#options;
    if (closed.has(index) || (destination.isBegun && notes.isOurs(index))) return "ours";
    if ((await handle.getFile()).size === 0) return "nothing";
    return destination.isBegun && destination.kind === "file" ? "unknown" : "theirs";
  }

  #noteOurs(index: number): void {
    const { closed, notes } = this.#options;
    closed.add(index);
    notes.noteOurs(index);
  }

  async #file(index: number, create: boolean): Promise<FileSystemFileHandle> {
    const { destination } = this.#options;
    if (destination.kind === "file") return destination.handle;
    const path = destination.paths[index] ?? [];
    const folder = await this.#folder(path.slice(0, -1), create);
    return await folder.getFileHandle(path.at(-1) ?? "", { create });
  }

  #folder(path: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> {
    const { destination } = this.#options;
    if (destination.kind === "file") {
      throw new TypeError("Cannot open a folder: the destination is a file");
    }
    if (path.length === 0) return Promise.resolve(destination.handle);
    const key = path.join("/");
    const known = this.#folders.get(key);
    if (known) return known;
    const folder = this.#folder(path.slice(0, -1), create)
      .then((parent) => parent.getDirectoryHandle(path.at(-1) ?? "", { create }));
    this.#folders.set(key, folder);
    // What failed once is tried again by the next file.
    folder.catch(() => this.#folders.delete(key));
    return folder;
  }

  async #remove(index: number, handle: FileSystemFileHandle): Promise<void> {
    const { destination } = this.#options;
    if (destination.kind === "file") return await (handle as RemovableHandle).remove?.();
    const path = destination.paths[index] ?? [];
    await (await this.#folder(path.slice(0, -1), false)).removeEntry(path.at(-1) ?? "");
  }
}

/** Not every browser that picks can. */
interface RemovableHandle {
  remove?(): Promise<void>;
}
