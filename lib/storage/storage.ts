import { webDigest } from "../transfer/web_digest.ts";
import { memorySinkFactory } from "./memory/memory_sink.ts";
import type { FileWriter } from "./opfs/file_writer.ts";
import { opfsRoot } from "./opfs/opfs_root.ts";
import { opfsDirectories } from "./opfs/opfs_directories.ts";
import { OpfsStore } from "./opfs/opfs_store.ts";
import { keepNothing } from "./keep_nothing.ts";
import { destinationStore, type PlacingStore } from "./destination/destination_store.ts";
import { smallFilesInMemory } from "./memory/small_files.ts";

/**
 * Chooses where this page receives into: the disk where the browser offers one, else memory; and
 * where its reader chooses, there. Call once a page; the answer serves any number of transfers.
 *
 * @param startWriter makes what writes onto the disk, again after a crash of its worker
 */
export async function openStorage(startWriter: () => FileWriter): Promise<PlacingStore> {
  if (!await hasDisk()) return destinationStore(keepNothing(memorySinkFactory()));
  const disk = new OpfsStore({
    startWriter,
    directories: opfsDirectories(),
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
