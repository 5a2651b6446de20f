import { createHash } from "node:crypto";
import { FailureError } from "../protocol/failure.ts";
import type { FileEntry } from "../protocol/file_entry.ts";
import type {
  ByteSink,
  ByteSource,
  Clock,
  Digest,
  OutgoingFile,
  SinkFactory,
} from "../transfer/ports.ts";

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

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }

  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const part = this.bytes.slice(offset, offset + length);
    return part.length === length ? Promise.resolve(part) : Promise.reject(
      new FailureError("source-changed", "Cannot read: the file is shorter"),
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

/**
 * Sinks in memory. What was written outlives a discarded sink, as a partial file outlives a lost
 * connection, so that a test can resume.
 */
export class MemorySinks implements SinkFactory<Uint8Array<ArrayBuffer>> {
  readonly files = new Map<number, Uint8Array<ArrayBuffer>>();
  readonly finished = new Set<number>();
  readonly #clock: Clock;
  readonly #writeMs: () => number;
  /** Bytes that may still be written before the "disk" is full. */
  roomBytes = Infinity;

  constructor(clock: Clock, writeMs: () => number) {
    this.#clock = clock;
    this.#writeMs = writeMs;
  }

  reserve(): Promise<void> {
    return Promise.resolve();
  }

  open(
    index: number,
    file: FileEntry,
  ): Promise<ByteSink<Uint8Array<ArrayBuffer>>> {
    const bytes = this.files.get(index) ?? new Uint8Array(file.size);
    this.files.set(index, bytes);
    return Promise.resolve({
      write: async (offset, data) => {
        await new Promise<void>((resolve) => this.#clock.after(this.#writeMs(), resolve));
        this.roomBytes -= data.length;
        if (this.roomBytes < 0) {
          throw new FailureError("storage-full", "Cannot write: disk full");
        }
        bytes.set(data, offset);
      },
      finish: () => {
        this.finished.add(index);
        return Promise.resolve(bytes);
      },
      discard: () => Promise.resolve(),
    });
  }
}
