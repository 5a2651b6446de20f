import { createHash } from "node:crypto";
import { FailureError } from "../../protocol/failure.ts";
import type { ByteSource, Digest, OutgoingFile } from "../../transfer/ports.ts";

/** SHA-256 that settles at once, so that a simulated run has one order only. */
export const syncDigest: Digest = {
  sha256: (bytes) =>
    Promise.resolve(
      new Uint8Array(createHash("sha256").update(bytes).digest()),
    ),
};

/** A source in memory whose bytes a test may change while it is read. */
export class MemorySource implements ByteSource {
  bytes: Uint8Array<ArrayBuffer>;
  /** Whether the file isn't the one that was chosen any more, as a browser notices by its time. */
  isChanged = false;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }

  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const part = this.bytes.slice(offset, offset + length);
    return part.length === length && !this.isChanged ? Promise.resolve(part) : Promise.reject(
      new FailureError("source-changed", "Cannot read: the file is another one"),
    );
  }
}

/** A file to send whose bytes are in memory. */
export function memoryFile(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): OutgoingFile & { readonly source: MemorySource } {
  const source = new MemorySource(bytes);
  return { path, size: bytes.length, modified: 0, source };
}
