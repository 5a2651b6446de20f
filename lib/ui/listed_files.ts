import type { FileEntry } from "../protocol/file_entry.ts";
import { safeFileName, uniqueNames } from "../security/safe_name.ts";
import type { ListedFile } from "./transfer_facts.ts";

/**
 * Offered files under the names they are shown and saved by: safe on any disk, no two alike.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const entries = ["a/x.txt", "b/x.txt"].map((path) => ({ path, size: 1, modified: 0 }));
 * assert.deepEqual(listedFiles(entries).map(({ name }) => name), ["x.txt", "x (2).txt"]);
 * ```
 */
export function listedFiles(files: readonly FileEntry[]): readonly ListedFile[] {
  const bare = files.map(({ path }) => safeFileName(path.slice(path.lastIndexOf("/") + 1)));
  return uniqueNames(bare).map((name, index) => ({ name, size: files[index]?.size ?? 0 }));
}
