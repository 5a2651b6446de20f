import { FailureError } from "../../protocol/failure.ts";
import type { ByteSource, OutgoingFile } from "../../transfer/ports.ts";
import { jointReads } from "./joint_reads.ts";
import { entryOf, type SharedItem } from "./shared_item.ts";

/**
 * Errors by which browsers say that the file behind a `Blob` isn't what it was when it was chosen:
 * changed or no longer permitted (`NotReadableError`), moved or deleted (`NotFoundError`), and in
 * Firefox any of it (`AbortError`; nothing here aborts a read).
 */
const CHANGED = new Set(["NotReadableError", "NotFoundError", "AbortError"]);

/**
 * Reads a chosen file from its disk, one block at a time.
 *
 * @param readWhole reads all of it, together with others perhaps
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const source = blobSource(new Blob(["0123456789"]));
 * assert.deepEqual(await source.read(3, 2), new Uint8Array([0x33, 0x34]));
 * ```
 */
export function blobSource(
  file: Blob,
  readWhole: () => Promise<ArrayBuffer> = () => file.arrayBuffer(),
): ByteSource {
  return {
    async read(offset, length) {
      // A slice is a trip to another process in Chromium.
      const isWhole = offset === 0 && length === file.size;
      const read = isWhole ? readWhole() : file.slice(offset, offset + length).arrayBuffer();
      const buffer = await read.catch((error: unknown) => {
        if (!(error instanceof Error) || !CHANGED.has(error.name)) {
          throw error;
        }
        throw sourceChanged(offset, error.message, error);
      });
      if (buffer.byteLength !== length) {
        throw sourceChanged(
          offset,
          `${buffer.byteLength} of ${length} bytes are left`,
        );
      }
      return new Uint8Array(buffer);
    },
  };
}

function sourceChanged(offset: number, state: string, cause?: unknown) {
  return new FailureError(
    "source-changed",
    `Cannot read the file at ${offset}: ${state}`,
    { cause },
  );
}

/** Describes what is to be shared, with the ways to read it. */
export function outgoingFiles(items: readonly SharedItem[]): OutgoingFile[] {
  const files = items.map(({ file }) => file ?? new Blob());
  const readWhole = jointReads(files);
  return items.map((item, index) => {
    const source = blobSource(files[index] ?? new Blob(), () => readWhole(index));
    return { ...entryOf(item), source };
  });
}
