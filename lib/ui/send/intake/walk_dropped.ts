import { MAX_FILES, MAX_PATH_LENGTH } from "../../../protocol/limits.ts";
import type { ReopenableFile, SharedItem } from "../../../storage/sources/shared_item.ts";
import type { Dropped } from "./dropped.ts";
import { folderEntryOf } from "./handle_entry.ts";
import { type IntakeProblem, Omissions } from "./intake_problem.ts";

/** Files asked for at once: each is a question to another process, and few keep it busy. */
const AT_ONCE = 32;

/** Real trees have fewer folders than files. */
const FOLDERS_PER_ITEM = 2;

/** What a walk needs and tells. */
export interface WalkOptions {
  /** Ends the walk, which rejects with its reason. */
  readonly signal: AbortSignal;
  /** So many files were found. */
  readonly onCount: (files: number) => void;
  /** Most entries to find. @default {MAX_FILES} */
  readonly most?: number;
}

/** What a walk found. */
export interface Walked {
  /** Nothing where there was more than a transfer may have. */
  readonly items: readonly SharedItem[];
  /** What isn't among it, and why. */
  readonly problems: readonly IntakeProblem[];
}

/**
 * Finds everything in what was dropped: files with their ways from the dropped folder on, and folders
 * that are empty. The length that a path may have bounds how deep it goes.
 */
export async function walkDropped(
  dropped: readonly Dropped[],
  options: WalkOptions,
): Promise<Walked> {
  const walk = new Walk(options);
  for (const each of dropped) {
    if (each.kind === "file") walk.add(each.item);
    else await walk.folder(folderEntryOf(each.entry), `${each.entry.name}/`, each.way);
    if (walk.isFull) return { items: [], problems: [{ kind: "too-many" }] };
  }
  return { items: walk.items, problems: walk.omissions.problems };
}

class Walk {
  readonly items: SharedItem[] = [];
  readonly omissions = new Omissions();
  readonly #options: WalkOptions;
  #files = 0;
  #folders = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /**
   * Whether there is more than a transfer may have. Folders count although most aren't among the items:
   * two links in a folder that lead back to it are more folders than anybody can wait for.
   */
  get isFull(): boolean {
    const { most = MAX_FILES } = this.#options;
    return this.items.length > most || this.#folders > FOLDERS_PER_ITEM * most;
  }

  add(item: SharedItem): void {
    if (item.path.length > MAX_PATH_LENGTH) return this.omissions.note("path-too-long", item.path);
    this.items.push(item);
    if (item.file) this.#options.onCount(++this.#files);
  }

  async folder(
    folder: FileSystemDirectoryEntry,
    path: string,
    way: Promise<ReopenableFile | undefined> | undefined,
  ): Promise<void> {
    if (path.length > MAX_PATH_LENGTH) return this.omissions.note("path-too-long", path);
    this.#folders++;
    const children = await this.#childrenOf(folder, path);
    if (children?.length === 0) this.add({ path });
    const files = children?.filter((child) => child.isFile) as FileSystemFileEntry[] | undefined;
    await this.#addFiles(files ?? [], path, way);
    for (const child of children ?? []) {
      if (this.isFull) return;
      if (child.isDirectory) {
        await this.folder(child as FileSystemDirectoryEntry, `${path}${child.name}/`, way);
      }
    }
  }

  /** A reader hands out its entries in parts, and an empty part at the end. */
  async #childrenOf(
    folder: FileSystemDirectoryEntry,
    path: string,
  ): Promise<readonly FileSystemEntry[] | undefined> {
    const { signal, most = MAX_FILES } = this.#options;
    const reader = folder.createReader();
    const children: FileSystemEntry[] = [];
    try {
      while (this.items.length + children.length <= most) {
        const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
          reader.readEntries(resolve, reject)
        );
        if (signal.aborted || part.length === 0) break;
        for (const child of part) children.push(child);
      }
    } catch {
      this.omissions.note("unreadable", path);
      if (children.length === 0) return undefined;
    }
    signal.throwIfAborted();
    return children;
  }

  async #addFiles(
    entries: readonly FileSystemFileEntry[],
    path: string,
    way: Promise<ReopenableFile | undefined> | undefined,
  ): Promise<void> {
    const { signal } = this.#options;
    for (let first = 0; first < entries.length && !this.isFull; first += AT_ONCE) {
      const batch = entries.slice(first, first + AT_ONCE);
      const files = await Promise.all(batch.map(fileOf));
      signal.throwIfAborted();
      batch.forEach(({ name }, index) => {
        const file = files[index];
        if (file) this.add({ path: `${path}${name}`, file, ...way && { way } });
        else this.omissions.note("unreadable", `${path}${name}`);
      });
    }
  }
}

/** `undefined` where it can't be had: no permission, gone meanwhile, or no file at all. */
function fileOf(entry: FileSystemFileEntry): Promise<File | undefined> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(undefined)));
}
