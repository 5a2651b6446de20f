import { startWorker } from "../browser/worker_script.ts";
import type { PlacingStore } from "./destination/destination_store.ts";
import { OpfsClient } from "./opfs/opfs_client.ts";
import { openStorage } from "./storage.ts";

/**
 * Opens the storage of a page, for which a worker writes.
 *
 * @param workerUrl where the built `opfs_worker.js` is served, on this origin
 */
export async function openPageStorage(workerUrl: string): Promise<PlacingStore> {
  return await openStorage(() => new OpfsClient(startWorker(workerUrl)));
}
