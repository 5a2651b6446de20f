import type { SinkFactory } from "../transfer/ports.ts";
import { memorySinkFactory } from "./memory_sink.ts";

/**
 * Files up to this size are kept in memory while there is room: to make, close and open again one
 * file in the origin private file system costs a browser 5 to 14 ms, and its bytes far less.
 */
export const SMALL_FILE_BYTES = 64 * 1024;

/** Room for them, all transfers of a page together; as much as four windows of a transfer. */
export const MAX_SMALL_FILES_BYTES = 64 * 1024 * 1024;

/** Keeps small files in memory and leaves all others, and those that find no room, to `disk`. */
export function smallFilesInMemory(disk: SinkFactory<File>): SinkFactory<File> {
  const memory = memorySinkFactory();
  let roomBytes = MAX_SMALL_FILES_BYTES;
  return {
    reserve: (files) => disk.reserve(files),
    async open(index, file) {
      const { size } = file;
      if (size > SMALL_FILE_BYTES || size > roomBytes) return await disk.open(index, file);
      roomBytes -= size;
      const sink = await memory.open(index, file);
      return {
        write: (offset, bytes) => sink.write(offset, bytes),
        finish: () => sink.finish(),
        discard: () => {
          roomBytes += size;
          return sink.discard();
        },
      };
    },
  };
}
