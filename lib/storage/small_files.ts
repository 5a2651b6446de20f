import type { ReceptionStore } from "../transfer/ports.ts";
import { memorySinkFactory } from "./memory_sink.ts";

/**
 * Files up to this size are kept in memory while there is room: to make, close and open again one
 * file in the origin private file system costs a browser 5 to 14 ms, and its bytes far less. A page
 * that is gone has lost them, and receives them again.
 */
export const SMALL_FILE_BYTES = 64 * 1024;

/** Room for them, all transfers of a page together; as much as four windows of a transfer. */
export const MAX_SMALL_FILES_BYTES = 64 * 1024 * 1024;

/** Keeps small files in memory and leaves all others, and those that find no room, to `disk`. */
export function smallFilesInMemory(disk: ReceptionStore<File>): ReceptionStore<File> {
  const memory = memorySinkFactory();
  let roomBytes = MAX_SMALL_FILES_BYTES;
  return {
    find: (transfer) => disk.find(transfer),
    async open(transfer) {
      const stored = await disk.open(transfer);
      /** Files of this reception whose blocks nobody finds again. */
      const inMemory = new Set<number>();
      return {
        async open(index, file) {
          const { size } = file;
          const isSmall = size <= SMALL_FILE_BYTES && size <= roomBytes;
          if (!isSmall || stored.kept(index)) return await stored.open(index, file);
          roomBytes -= size;
          inMemory.add(index);
          const sink = await memory.open(index, file);
          const discard = () => {
            roomBytes += size;
            return sink.discard();
          };
          return {
            write: (offset, bytes) => sink.write(offset, bytes),
            finish: () => sink.finish(),
            discard,
            keep: discard,
          };
        },
        notes: () => stored.notes(),
        kept: (index) => stored.kept(index),
        wasSaved: (index) => stored.wasSaved(index),
        noteBlock: (index, block, digest) => {
          if (!inMemory.has(index)) stored.noteBlock(index, block, digest);
        },
        noteSaved: (index) => stored.noteSaved(index),
        end: (keeps) => stored.end(keeps),
      };
    },
  };
}
