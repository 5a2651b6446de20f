import { type FileEntry, isFolder } from "../../protocol/file_entry.ts";
import { SafePaths } from "../../security/safe_path.ts";
import type { OfferedFile } from "../facts/transfer_facts.ts";

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
  const listing = nameFiles(files);
  for (;;) {
    const { done, value } = listing.next();
    if (done) return value;
  }
}

/** Names between two breaths of {@linkcode nameFiles}: about a millisecond. */
const STEP_FILES = 64;

/** Does what {@linkcode listedFiles} does, step by step: names of a hundred thousand take seconds. */
export function* nameFiles(
  files: readonly FileEntry[],
): Generator<void, readonly OfferedFile[]> {
  const safe = new SafePaths();
  const listed: OfferedFile[] = [];
  for (const file of files) {
    const { path, size, modified } = file;
    const name = safe.add(path).join("/") + (isFolder(file) ? "/" : "");
    // Two ways to write the same letters are the same name.
    const isSame = name.normalize("NFC") === path.normalize("NFC");
    listed.push({ name, size, modified, ...(!isSame && { given: path }) });
    if (listed.length % STEP_FILES === 0) yield;
  }
  return listed;
}
