import { lockFolder } from "./folder_lock.ts";
import type { DiskFolder, Way } from "./disk_folder.ts";
import { planNames } from "./disk_names.ts";
import { NOTES_PREFIX, readNotes, removeNotes } from "./disk_notes.ts";
import { removeUnfinished } from "./remove_unfinished.ts";

/**
 * How long notes are left alone, ms: a week. Sessions live for a day, so nobody goes on with what is
 * older; the rest is for clocks that are set.
 */
export const NOTES_LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * Removes what earlier transfers left in a folder and nobody can go on with.
 *
 * @param own the notes of the transfer that goes on, whatever their age
 * @param now ms since 1970
 */
export async function removeLeftOvers(
  folder: DiskFolder,
  { own, now }: { readonly own: Way; readonly now: number },
): Promise<void> {
  const names = (await folder.names()).filter((name) => name.startsWith(NOTES_PREFIX));
  for (const name of names.filter((name) => name !== own[0])) {
    // One that can't go must not keep whoever receives something else; the next call tries again.
    await removeOld(folder, [name], now).catch(() => undefined);
  }
}

async function removeOld(folder: DiskFolder, way: Way, now: number): Promise<void> {
  const kept = await readNotes(folder, way);
  if (!kept || now - kept.description.acceptedAt < NOTES_LIFETIME_MS) return;
  await lockFolder(folder, way);
  await removeUnfinished(folder, planNames(kept.files, kept.names.tops), kept.names.begun);
  await removeNotes(folder, way);
}
