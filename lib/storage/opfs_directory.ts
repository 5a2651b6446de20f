import { opfsRoot } from "./opfs_root.ts";

/**
 * The name of the Web Lock that says "the page of this directory lives". A lock can't outlive its
 * page, however the page ends, so it needs no heartbeat and is never stale.
 */
function lockName(directory: string): string {
  return `filefrag-${directory}`;
}

/**
 * Chooses the directory of this page's files and guards it for as long as the page lives: the
 * files behind its object URLs must last exactly as long. The writer creates it.
 */
export async function holdDirectory(): Promise<string> {
  const directory = crypto.randomUUID();
  const held = Promise.withResolvers<string>();
  // Locked before it exists, so nobody ever sees it unguarded.
  navigator.locks.request(lockName(directory), () => {
    held.resolve(directory);
    return new Promise<never>(() => {});
  }).catch(held.reject);
  return await held.promise;
}

/** Removes what pages that are gone have left behind. */
export async function removeLeftOvers(): Promise<void> {
  const root = await opfsRoot();
  const directories: string[] = [];
  for await (const name of root.keys()) directories.push(name);
  // Settled, because one that can't go must not keep the others; the next start tries again.
  await Promise.allSettled(
    directories.map((directory) =>
      navigator.locks.request(
        lockName(directory),
        { ifAvailable: true },
        async (lock) => {
          if (lock) await root.removeEntry(directory, { recursive: true });
        },
      )
    ),
  );
}
