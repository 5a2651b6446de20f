import { MAX_PATH_LENGTH } from "./limits.ts";
import { isCount, isRecord, isText } from "./parse.ts";

/** The last moment that a date of JavaScript knows, in the year 275760. */
export const MAX_MODIFIED = 8.64e15;

/**
 * One file, or one empty folder, as its sender describes it. Nothing of it is safe to use as a name on
 * a disk yet.
 */
export interface FileEntry {
  /**
   * The name, or the path inside an offered folder with `/` between its parts. One that ends with `/`
   * is an empty folder's.
   */
  readonly path: string;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** Milliseconds since 1970 of the last change, 0 where the sender doesn't know. */
  readonly modified: number;
}

/** Reads a file entry from outside; `undefined` where anything about it is wrong. */
export function parseFileEntry(value: unknown): FileEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { path, size, modified } = value;
  if (!isText(path, MAX_PATH_LENGTH) || path === "") return undefined;
  if (!isCount(size) || !isCount(modified, 0, MAX_MODIFIED)) return undefined;
  if (isFolder({ path }) && size !== 0) return undefined;
  return { path, size, modified };
}

/** Whether an entry is an empty folder. Any other folder is known by what is in it. */
export function isFolder({ path }: Pick<FileEntry, "path">): boolean {
  return path.endsWith("/");
}
