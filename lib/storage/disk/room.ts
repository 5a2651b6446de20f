import { lstat, statfs } from "node:fs/promises";
import type { FileEntry } from "../../protocol/file_entry.ts";
import { NoRoomError } from "../no_room_error.ts";
import { unless } from "./disk_error.ts";
import type { DiskFolder } from "./disk_folder.ts";
import { PART_ENDING, type PlannedNames } from "./disk_names.ts";

/** The unit of `blocks` in what a system says of a file, whatever its file system's own are. */
const STAT_BLOCK_BYTES = 512;

/**
 * Makes sure that there is room for what isn't there yet.
 *
 * @param taken bytes that files have on the disk already, by their numbers
 * @throws {NoRoomError} with the numbers
 */
export async function reserveRoom(
  folder: DiskFolder,
  files: readonly FileEntry[],
  taken: ReadonlyMap<number, number>,
): Promise<void> {
  const neededBytes = files.reduce(
    (sum, { size }, index) => sum + Math.max(0, size - (taken.get(index) ?? 0)),
    0,
  );
  const { bsize, bavail, blocks } = await statfs(folder.path);
  // Some file systems don't count, and say that they have nothing at all.
  if (blocks === 0) return;
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) throw new NoRoomError("storage-full", neededBytes, freeBytes);
}

/** What an earlier run's files have on the disk: holes count for nothing. */
export async function roomTaken(
  folder: DiskFolder,
  { ways }: PlannedNames,
  begun: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, number>> {
  const taken = new Map<number, number>();
  for (const [index, name] of begun) {
    const around = ways[index]?.slice(0, -1);
    if (!around) continue;
    for (const each of [name + PART_ENDING, name]) {
      const there = await unless(["ENOENT", "ENOTDIR"], lstat(folder.pathOf([...around, each])));
      if (!there?.isFile()) continue;
      taken.set(index, there.blocks * STAT_BLOCK_BYTES);
      break;
    }
  }
  return taken;
}
