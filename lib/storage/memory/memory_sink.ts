import { FailureError } from "../../protocol/failure.ts";
import type { FileEntry } from "../../protocol/file_entry.ts";
import type { ByteSink, SinkFactory } from "../../transfer/ports.ts";
import { NoRoomError } from "../no_room_error.ts";

/**
 * What may be received into memory, all files of a page together. Tabs on phones have been killed
 * from about 400 MB on; the rest is for the page and the transfer itself. Grows only with a
 * measurement on the weakest device.
 */
export const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

/** Sinks in memory, for browsers that give this page no disk. */
export function memorySinkFactory(): SinkFactory<File> {
  return new MemorySinkFactory();
}

class MemorySinkFactory implements SinkFactory<File> {
  #heldBytes = 0;
  /** Those of them that the page was given, with links that lead to them. */
  #handedOverBytes = 0;

  // deno-lint-ignore require-await -- a promise by the port's contract, rejected instead of thrown
  async reserve(files: readonly FileEntry[]): Promise<void> {
    // Whoever begins the next transfer has taken those links back.
    this.#heldBytes -= this.#handedOverBytes;
    this.#handedOverBytes = 0;
    const neededBytes = files.reduce((sum, { size }) => sum + size, 0);
    const freeBytes = MAX_MEMORY_BYTES - this.#heldBytes;
    if (neededBytes > freeBytes) {
      throw new NoRoomError("too-large", neededBytes, freeBytes);
    }
  }

  // deno-lint-ignore require-await -- a promise by the port's contract
  async open(index: number, file: FileEntry): Promise<ByteSink<File>> {
    return new MemorySink(index, file, {
      hold: (bytes) => this.#hold(bytes),
      handOver: (bytes) => this.#handedOverBytes += bytes,
    });
  }

  #hold(bytes: number): void {
    if (this.#heldBytes + bytes > MAX_MEMORY_BYTES) {
      throw new FailureError(
        "storage-full",
        `Cannot hold ${bytes} bytes more: ${this.#heldBytes} are held`,
      );
    }
    this.#heldBytes += bytes;
  }
}

/** What a sink takes of the room. */
interface Room {
  /** Takes so many bytes more; gives back where they are negative. */
  readonly hold: (bytes: number) => void;
  /** So many of those held are the page's now. */
  readonly handOver: (bytes: number) => void;
}

class MemorySink implements ByteSink<File> {
  readonly #index: number;
  readonly #file: FileEntry;
  readonly #room: Room;
  /** By offset. */
  readonly #parts = new Map<number, Blob>();

  constructor(index: number, file: FileEntry, room: Room) {
    this.#index = index;
    this.#file = file;
    this.#room = room;
  }

  // deno-lint-ignore require-await -- a promise by the port's contract, rejected instead of thrown
  async write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#room.hold(bytes.byteLength - (this.#parts.get(offset)?.size ?? 0));
    // One blob for each write: the browser takes the bytes over at once (Chromium into another
    // process), and a blob of blobs refers to its parts instead of copying them.
    this.#parts.set(offset, new Blob([bytes]));
  }

  // deno-lint-ignore require-await -- a promise by the port's contract, rejected instead of thrown
  async finish(): Promise<File> {
    const { size } = this.#file;
    const parts = [...this.#parts].sort(([a], [b]) => a - b);
    let end = 0;
    for (const [offset, part] of parts) {
      if (offset !== end) break;
      end += part.size;
    }
    if (end !== size) {
      throw new FailureError(
        "storage-failed",
        `Cannot finish: ${end} of ${size} bytes are in one piece`,
      );
    }
    this.#room.handOver(size);
    const file = new File(parts.map(([, part]) => part), String(this.#index));
    this.#parts.clear();
    return file;
  }

  // deno-lint-ignore require-await -- a promise by the port's contract
  async discard(): Promise<void> {
    for (const part of this.#parts.values()) this.#room.hold(-part.size);
    this.#parts.clear();
  }

  keep(): Promise<void> {
    return this.discard(); // Memory doesn't outlive its page.
  }
}
