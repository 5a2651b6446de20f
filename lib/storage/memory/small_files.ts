import type { FileEntry } from "../../protocol/file_entry.ts";
import type {
  ByteSink,
  OfferedTransfer,
  StoredTransfer,
  TransferStore,
} from "../../transfer/ports.ts";
import type { ReceivedFile } from "../received_file.ts";

/**
 * Files up to this size are kept in memory while there is room: to make, close and open again one
 * file in the origin private file system costs a browser 5 to 14 ms, and its bytes far less. A page
 * that is gone receives them again; the whole ones are written behind each other, for a later visit.
 */
export const SMALL_FILE_BYTES = 64 * 1024;

/** Room for them, all transfers of a page together; as much as four windows of a transfer. */
export const MAX_SMALL_FILES_BYTES = 64 * 1024 * 1024;

/**
 * Up to so many files of a transfer a small one that was handed over is noted, so that a later page
 * doesn't save it a second time. Where there are more nothing is saved by itself, and a note costs as
 * much as such a file.
 */
const FEW_FILES = 100;

/** A store on the disk that also keeps, for a later visit, what is whole in memory. */
export interface SmallFilesDisk extends TransferStore<File> {
  open(transfer: OfferedTransfer): Promise<
    StoredTransfer<File> & {
      readonly keepSmall: (index: number, bytes: Uint8Array<ArrayBuffer>) => void;
    }
  >;
}

/** Keeps small files in memory and leaves all others, and those that find no room, to `disk`. */
export function smallFilesInMemory(disk: SmallFilesDisk): TransferStore<ReceivedFile> {
  let roomBytes = MAX_SMALL_FILES_BYTES;
  /** What the page was given, with links that lead to it. */
  let handedOverBytes = 0;
  return {
    find: (transfer) => disk.find(transfer),
    async open(transfer) {
      // Whoever begins the next transfer has taken those links back.
      roomBytes += handedOverBytes;
      handedOverBytes = 0;
      const stored = await disk.open(transfer);
      // Large ones go straight to the disk.
      if (!transfer.files.some(isSmall)) return stored;
      /** Files of this transfer whose blocks nobody finds again. */
      const inMemory = new Set<number>();
      const areFew = transfer.files.length <= FEW_FILES;
      return {
        ...stored,
        async open(index, file) {
          const { size } = file;
          const hasRoom = isSmall(file) && size <= roomBytes;
          if (!hasRoom || stored.restored(index)) return await stored.open(index, file);
          roomBytes -= size;
          inMemory.add(index);
          return smallSink(file, {
            onDiscarded: () => roomBytes += size,
            onFinished: (whole) => {
              handedOverBytes += size;
              stored.keepSmall(index, whole);
            },
          });
        },
        noteBlock(index, block, digest) {
          if (!inMemory.has(index)) stored.noteBlock(index, block, digest);
        },
        noteSaved(index) {
          if (areFew || !inMemory.has(index)) stored.noteSaved(index);
        },
      };
    },
  };
}

function isSmall({ size }: FileEntry): boolean {
  return size <= SMALL_FILE_BYTES;
}

/** What becomes of a small file. */
interface SmallSinkEvents {
  /** It won't be whole; its room is free again. */
  readonly onDiscarded: () => void;
  /** It is whole, and the page's. */
  readonly onFinished: (whole: Uint8Array<ArrayBuffer>) => void;
}

function smallSink(
  { size }: FileEntry,
  { onDiscarded, onFinished }: SmallSinkEvents,
): ByteSink<Uint8Array<ArrayBuffer>> {
  let whole: Uint8Array<ArrayBuffer> | undefined;
  // deno-lint-ignore require-await -- a promise by the port's contract
  const discard = async () => {
    whole = undefined;
    onDiscarded();
  };
  return {
    // deno-lint-ignore require-await -- a promise by the port's contract
    async write(offset, bytes) {
      if (offset === 0 && bytes.length === size) whole = bytes; // Nearly always: it is one block.
      else (whole ??= new Uint8Array(size)).set(bytes, offset);
    },
    // deno-lint-ignore require-await -- a promise by the port's contract
    async finish() {
      whole ??= new Uint8Array(size);
      onFinished(whole);
      return whole;
    },
    discard,
    keep: discard, // Memory doesn't outlive its page.
  };
}
