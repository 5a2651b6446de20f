import { type FileEntry, MAX_MODIFIED } from "../../protocol/file_entry.ts";

/**
 * How a page that was reloaded has a file again: a handle of it, or of the folder that was dropped
 * with it inside, or its text, where it is no file on any disk.
 */
export type ReopenableFile = FileSystemFileHandle | FileSystemDirectoryHandle | string;

/** A file to share. */
export interface SharedFile {
  /** Its name, or the way to it from a chosen folder on, with `/` between the parts. */
  readonly path: string;
  readonly file: File;
  /** Left out where the browser gives none. */
  readonly way?: ReopenableFile | Promise<ReopenableFile | undefined>;
}

/** An empty folder to share. */
export interface SharedFolder {
  /** Ends with `/`. */
  readonly path: string;
  readonly file?: undefined;
  /** Nothing is needed to have it again. */
  readonly way?: undefined;
}

/** What can be shared. */
export type SharedItem = SharedFile | SharedFolder;

/** A file as an input or a clipboard gives it: one of a chosen folder says its way there. */
export function sharedFile(file: File): SharedFile {
  return { path: file.webkitRelativePath || file.name, file };
}

/**
 * How something is offered.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const item = sharedFile(new File(["abc"], "c.txt", { lastModified: 5 }));
 * assert.deepEqual(entryOf(item), { path: "c.txt", size: 3, modified: 5 });
 * assert.deepEqual(entryOf({ path: "empty/" }), { path: "empty/", size: 0, modified: 0 });
 * ```
 */
export function entryOf({ path, file }: SharedItem): FileEntry {
  if (!file) return { path, size: 0, modified: 0 };
  // As the protocol wants it: some disks have dates before 1970, and some nonsense.
  const modified = Math.min(Math.max(0, Math.trunc(file.lastModified)), MAX_MODIFIED);
  return { path, size: file.size, modified };
}
