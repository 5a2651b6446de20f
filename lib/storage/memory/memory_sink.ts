import { FailureError } from "../../protocol/failure.ts";
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
  let heldBytes = 0;
  /** Those of them that the page was given, with links that lead to them. */
  let handedOverBytes = 0;

  /** Takes so many bytes more; gives back where they are negative. */
  function hold(bytes: number): void {
    if (heldBytes + bytes > MAX_MEMORY_BYTES) {
      const state = `${heldBytes} are held`;
      throw new FailureError("storage-full", `Cannot hold ${bytes} bytes more: ${state}`);
    }
    heldBytes += bytes;
  }

  return {
    // deno-lint-ignore require-await -- a promise by the port's contract, rejected instead of thrown
    async reserve(files) {
      // Whoever begins the next transfer has taken those links back.
      heldBytes -= handedOverBytes;
      handedOverBytes = 0;
      const neededBytes = files.reduce((sum, { size }) => sum + size, 0);
      const freeBytes = MAX_MEMORY_BYTES - heldBytes;
      if (neededBytes > freeBytes) throw new NoRoomError("too-large", neededBytes, freeBytes);
    },
    // deno-lint-ignore require-await -- a promise by the port's contract
    open: async (index, { size }) =>
      memorySink(`${index}`, size, { hold, handOver: (bytes) => handedOverBytes += bytes }),
  };
}

/** What a sink takes of the room. */
interface Room {
  readonly hold: (bytes: number) => void;
  /** So many of those held are the page's now. */
  readonly handOver: (bytes: number) => void;
}

function memorySink(name: string, size: number, { hold, handOver }: Room): ByteSink<File> {
  const byOffset = new Map<number, Blob>();
  // deno-lint-ignore require-await -- a promise by the port's contract
  const discard = async () => {
    for (const part of byOffset.values()) hold(-part.size);
    byOffset.clear();
  };
  return {
    // deno-lint-ignore require-await -- a promise by the port's contract, rejected instead of thrown
    async write(offset, bytes) {
      hold(bytes.byteLength - (byOffset.get(offset)?.size ?? 0));
      // One blob for each write: the browser takes the bytes over at once (Chromium into another
      // process), and a blob of blobs refers to its parts instead of copying them.
      byOffset.set(offset, new Blob([bytes]));
    },
    // deno-lint-ignore require-await -- a promise by the port's contract, rejected instead of thrown
    async finish() {
      const parts = [...byOffset].sort(([a], [b]) => a - b);
      let end = 0;
      for (const [offset, part] of parts) {
        if (offset !== end) break;
        end += part.size;
      }
      if (end !== size) {
        const state = `${end} of ${size} bytes are in one piece`;
        throw new FailureError("storage-failed", `Cannot finish: ${state}`);
      }
      handOver(size);
      byOffset.clear();
      return new File(parts.map(([, part]) => part), name);
    },
    discard,
    keep: discard, // Memory doesn't outlive its page.
  };
}
