import type { SinkFactory } from "../transfer/ports.ts";
import { memorySinkFactory } from "./memory_sink.ts";
import { holdDirectory, removeLeftOvers } from "./opfs_directory.ts";
import { opfsRoot } from "./opfs_root.ts";
import { opfsSinkFactory } from "./opfs_sink.ts";
import { startWorker } from "./worker_script.ts";

/** What {@linkcode openStorage} has to be told. */
export interface StorageOptions {
  /** Where the built `opfs_worker.js` is served, on this origin. */
  readonly workerUrl: string;
}

/**
 * Chooses where this page receives into: the disk where the browser offers one, else memory. Call
 * once a page; the answer serves any number of transfers.
 */
export async function openStorage(
  { workerUrl }: StorageOptions,
): Promise<SinkFactory<File>> {
  if (!await hasDisk()) return memorySinkFactory();
  // Begins now and is awaited by the first transfer: what is left over counts against its quota.
  const cleared = removeLeftOvers().catch(() => undefined);
  return opfsSinkFactory({
    startWorker: () => startWorker(workerUrl),
    prepareDirectory: async () => {
      await cleared;
      return await holdDirectory();
    },
  });
}

/**
 * Only trying tells: in private windows Firefox has the functions and refuses their use, and
 * outside secure contexts nobody has them.
 */
async function hasDisk(): Promise<boolean> {
  if (!("storage" in navigator) || !("locks" in navigator)) return false;
  try {
    await opfsRoot();
    return true;
  } catch {
    return false; // Whatever it is, there is no disk for us; memory says so itself when it ends.
  }
}
