import { findReceived, type ReceivedDirectories } from "./received_before.ts";
import { readDescription } from "./transfer_description.ts";

/** What transfers of pages that are gone take on the disk. */
export interface LeftOverTransfers {
  readonly transfers: number;
  readonly bytes: number;
}

/**
 * Counts what pages that are gone have left to go on with. Where files of it are whole, they are offered
 * by themselves instead (`received_before.ts`).
 *
 * @param sessionId whose transfers aren't counted: they are what the present page may go on with
 * @param now ms since 1970
 */
export async function findLeftOvers(
  directories: ReceivedDirectories,
  sessionId: string,
  now: number,
): Promise<LeftOverTransfers> {
  let transfers = 0;
  let bytes = 0;
  for (const directory of await directoriesOf(directories, sessionId, now)) {
    const sizes = await directories.sizes(directory).catch(() => new Map<string, number>());
    transfers++;
    for (const size of sizes.values()) bytes += size;
  }
  return { transfers, bytes };
}

/** Removes them; what a page has begun to use meanwhile stays. */
export async function clearLeftOvers(
  directories: ReceivedDirectories,
  sessionId: string,
  now: number,
): Promise<void> {
  for (const directory of await directoriesOf(directories, sessionId, now)) {
    await directories.remove(directory);
  }
}

async function directoriesOf(
  directories: ReceivedDirectories,
  sessionId: string,
  now: number,
): Promise<string[]> {
  // Those are the reader's, whether or not something of the transfer is missing.
  const received = new Set(
    (await findReceived(directories, now)).map(({ directory }) => directory),
  );
  const others: string[] = [];
  for (const directory of await directories.idle()) {
    if (received.has(directory)) continue;
    const description = await readDescription(directories, directory);
    if (description?.sessionId !== sessionId) others.push(directory);
  }
  return others;
}
