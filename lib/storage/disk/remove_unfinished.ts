import type { DiskFolder } from "./disk_folder.ts";
import { PART_ENDING, type PlannedNames } from "./disk_names.ts";

/**
 * Removes what isn't whole of a transfer, and the folders that were made for it and hold nothing.
 *
 * @param unfinished numbers of files, and what they would have been called
 */
export async function removeUnfinished(
  folder: DiskFolder,
  { ways, folders }: PlannedNames,
  unfinished: Iterable<readonly [index: number, name: string]>,
): Promise<void> {
  const failures: unknown[] = [];
  // One that can't go must not keep the others.
  const tryTo = (removed: Promise<void>) => removed.catch((error) => void failures.push(error));
  for (const [index, name] of unfinished) {
    const way = ways[index];
    if (way) await tryTo(folder.removeFile([...way.slice(0, -1), name + PART_ENDING]));
  }
  for (const way of folders.toReversed()) await tryTo(folder.removeEmpty(way));
  if (failures.length > 0) throw failures[0];
}
