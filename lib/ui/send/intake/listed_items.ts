import { type FileEntry, isFolder } from "../../../protocol/file_entry.ts";
import type { ListedFile } from "../../facts/transfer_facts.ts";

/**
 * What is shared, as the sender's own page lists it: files under the names they have here, and one row
 * for each folder with everything in it. Folders of one name are one folder, as they will be for the
 * recipient.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const entries = ["a/b/x", "c", "a/y", "a/empty/"].map((path) => ({ path, size: 3 }));
 * assert.deepEqual(listedItems(entries), [
 *   { name: "a", size: 9, files: 2 },
 *   { name: "c", size: 3 },
 * ]);
 * ```
 */
export function listedItems(
  entries: readonly Pick<FileEntry, "path" | "size">[],
): readonly ListedFile[] {
  return rowsOf(entries).map((row) => {
    const { path, size } = row[0] ?? { path: "", size: 0 };
    const folder = folderOf(path);
    if (folder === undefined) return { name: path, size };
    const files = row.filter((entry) => !isFolder(entry)).length;
    return { name: folder, size: row.reduce((sum, entry) => sum + entry.size, 0), files };
  });
}

/** Takes a row of the list out of what is shared. */
export function withoutRow<Item extends Pick<FileEntry, "path">>(
  items: readonly Item[],
  index: number,
): readonly Item[] {
  const row = new Set(rowsOf(items)[index]);
  return items.filter((item) => !row.has(item));
}

/** Files that are listed, those in folders among them. */
export function countFiles(files: readonly ListedFile[]): number {
  return files.reduce((sum, file) => sum + (file.files ?? 1), 0);
}

/** What goes into each row of the list, in the order of first mention. */
function rowsOf<Item extends Pick<FileEntry, "path">>(
  items: readonly Item[],
): readonly (readonly Item[])[] {
  const rows: Item[][] = [];
  const folders = new Map<string, Item[]>();
  for (const item of items) {
    const folder = folderOf(item.path);
    const known = folder === undefined ? undefined : folders.get(folder);
    if (known) {
      known.push(item);
      continue;
    }
    const row = [item];
    rows.push(row);
    if (folder !== undefined) folders.set(folder, row);
  }
  return rows;
}

/** The first folder of a path; `undefined` where it is a bare file. */
function folderOf(path: string): string | undefined {
  const end = path.indexOf("/");
  return end < 0 ? undefined : path.slice(0, end);
}
