import type { OpfsDirectories } from "./opfs_directories.ts";
import { readDescription } from "./transfer_description.ts";

/** What transfers of pages that are gone take on the disk. */
export interface LeftOverTransfers {
  readonly transfers: number;
  readonly bytes: number;
}

/** The part of a {@linkcode OpfsDirectories} that finds and removes them. */
export type LeftOverDirectories = Pick<OpfsDirectories, "idle" | "read" | "sizes" | "remove">;

/**
 * Counts what pages that are gone have left to go on with.
 *
 * @param sessionId whose transfers aren't counted: they are what the present page may go on with
 */
export async function findLeftOvers(
  directories: LeftOverDirectories,
  sessionId: string,
): Promise<LeftOverTransfers> {
  let transfers = 0;
  let bytes = 0;
  for (const directory of await directoriesOf(directories, sessionId)) {
    const sizes = await directories.sizes(directory).catch(() => new Map<string, number>());
    transfers++;
    for (const size of sizes.values()) bytes += size;
  }
  return { transfers, bytes };
}

/** Removes them; what a page has begun to use meanwhile stays. */
export async function clearLeftOvers(
  directories: LeftOverDirectories,
  sessionId: string,
): Promise<void> {
  for (const directory of await directoriesOf(directories, sessionId)) {
    await directories.remove(directory);
  }
}

async function directoriesOf(
  directories: LeftOverDirectories,
  sessionId: string,
): Promise<string[]> {
  const others: string[] = [];
  for (const directory of await directories.idle()) {
    const description = await readDescription(directories, directory);
    if (description?.sessionId !== sessionId) others.push(directory);
  }
  return others;
}
