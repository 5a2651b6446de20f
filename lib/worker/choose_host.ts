import { browserClock } from "../browser/browser_clock.ts";
import { startWorker } from "../browser/worker_script.ts";
import { webDigest } from "../transfer/web_digest.ts";
import { canTransferChannels } from "./can_transfer_channels.ts";
import type { EngineHost } from "./engines.ts";
import { RoomHost, workerRoom } from "./room_host.ts";

/** Where the workers' built scripts are served, on this origin. */
export interface WorkerUrls {
  /** The worker that holds whole engines. */
  readonly transfer: string;
  /** The worker that only writes, for engines on the page. */
  readonly opfs: string;
}

/** Puts the engines into a worker where the browser can, else on the page. Call once a page. */
export async function chooseHost(urls: WorkerUrls): Promise<EngineHost> {
  if (canTransferChannels()) return new RoomHost(workerRoom(() => startWorker(urls.transfer)));
  const { localRoom } = await import("./local_room.ts");
  const openStorage = async () => {
    const [{ openPageStorage }] = await Promise.all([
      import("../storage/page_storage.ts"),
      keepInCache(urls.opfs),
    ]);
    return await openPageStorage(urls.opfs);
  };
  return new RoomHost(localRoom({ clock: browserClock, digest: webDigest, openStorage }));
}

/** Loads a script that is needed later, when the server may be gone; its URL is immutable. */
async function keepInCache(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot load ${url}: ${response.status}`);
  await response.arrayBuffer();
}
