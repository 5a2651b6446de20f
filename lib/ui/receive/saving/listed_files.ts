import { type FileEntry, isFolder } from "../../../protocol/file_entry.ts";
import { safePaths } from "../../../security/safe_path.ts";
import type { OfferedFile } from "../../facts/transfer_facts.ts";

/**
 * Offered files under the names they are shown and saved by, with `/` between a folder and what is in
 * it: safe on any disk, no two of a folder alike. That of an empty folder ends with `/`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const entries = ["a/x.txt", "a/../x.txt", "b/"].map((path) => ({ path, size: 0, modified: 0 }));
 * assert.deepEqual(listedFiles(entries).map(({ name }) => name), ["a/x.txt", "a/file/x.txt", "b/"]);
 * ```
 */
export function listedFiles(files: readonly FileEntry[]): readonly OfferedFile[] {
  const paths = safePaths(files.map(({ path }) => path));
  return files.map((file, index) => {
    const { path, size, modified } = file;
    const name = (paths[index] ?? ["file"]).join("/") + (isFolder(file) ? "/" : "");
    // Two ways to write the same letters are the same name.
    const isSame = name.normalize("NFC") === path.normalize("NFC");
    return { name, size, modified, ...(!isSame && { given: path }) };
  });
}
