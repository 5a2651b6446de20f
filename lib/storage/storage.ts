import { keepNothing } from "../transfer/receive/keep_nothing.ts";
import { webDigest } from "../transfer/web_digest.ts";
import { memorySinkFactory } from "./memory/memory_sink.ts";
import type { WorkerPort } from "./opfs/opfs_client.ts";
import { opfsRoot } from "./opfs/opfs_root.ts";
import { opfsDirectories } from "./opfs/opfs_directories.ts";
import { OpfsStore } from "./opfs/opfs_store.ts";
import { NO_NOTES } from "./notes.ts";
import { destinationStore, type PlacingStore } from "./destination/destination_store.ts";
import { smallFilesInMemory } from "./memory/small_files.ts";
import { startWorker } from "../browser/worker_script.ts";

/** What {@linkcode openStorage} has to be told: how to reach a worker that writes. */
export type StorageOptions =
  /** Where the built `opfs_worker.js` is served, on this origin. */
  | { readonly workerUrl: string }
  /** For a dedicated worker, which writes by itself. */
  | { readonly startWorker: () => WorkerPort };

/**
 * Chooses where this page receives into: the disk where the browser offers one, else memory; and
 * where its reader chooses, there. Call once a page; the answer serves any number of transfers.
 */
export async function openStorage(options: StorageOptions): Promise<PlacingStore> {
  const memory = memorySinkFactory();
  if (!await hasDisk()) {
    return destinationStore({ ...keepNothing(memory), openNotes: () => Promise.resolve(NO_NOTES) });
  }
  const disk = new OpfsStore({
    startWorker: "workerUrl" in options
      ? () => startWorker(options.workerUrl)
      : options.startWorker,
    shelf: opfsDirectories(),
    digest: webDigest,
    now: () => Date.now(),
  });
  const openNotes = disk.openNotes.bind(disk);
  return destinationStore({ ...smallFilesInMemory(disk), openNotes });
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
