import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { FailureError } from "../../protocol/failure.ts";
import type { ByteSource } from "../../transfer/ports.ts";
import { errorCode } from "./disk_error.ts";
import { OpenFiles } from "./open_files.ts";

/** What is a pipe by now must not be waited for. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Codes by which a system says that a file isn't what it was when it was listed, or can't be read. */
const CHANGED = new Set([
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
  "ELOOP",
  "EACCES",
  "EPERM",
  "ENXIO",
  "ESTALE",
  "EIO",
  "ESPIPE", // A pipe by now.
]);

/** How a file looked when it was listed. */
export interface ListedDiskFile {
  readonly path: string;
  readonly size: bigint;
  /** Of the last change. */
  readonly mtimeNs: bigint;
}

/** The files of a disk that are read from, by their paths. */
export function filesToRead(): OpenFiles<string> {
  return new OpenFiles((path) => open(path, READING));
}

/** Reads a file as long as it is what was listed. */
export function diskSource(listed: ListedDiskFile, files: OpenFiles<string>): ByteSource {
  return {
    async read(offset, length) {
      try {
        return await files.use(listed.path, async (handle) => {
          const bytes = await readUpTo(handle, offset, length);
          // Asked afterwards, because what was written before these bytes were read shows by then.
          const { size, mtimeNs } = await handle.stat({ bigint: true });
          if (size !== listed.size) throw sourceChanged(offset, `it has ${size} bytes now`);
          if (mtimeNs !== listed.mtimeNs) throw sourceChanged(offset, "it was written to");
          if (bytes.length < length) throw sourceChanged(offset, `${bytes.length} bytes came`);
          return bytes;
        });
      } catch (error) {
        if (!CHANGED.has(errorCode(error) ?? "")) throw error;
        throw sourceChanged(offset, error instanceof Error ? error.message : "", error);
      }
    },
  };
}

/** Reads `length` bytes, or fewer where the file ends before. */
export async function readUpTo(
  handle: FileHandle,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await handle.read(bytes, at, length - at, offset + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at === length ? bytes : bytes.slice(0, at);
}

function sourceChanged(offset: number, state: string, cause?: unknown): FailureError {
  return new FailureError("source-changed", `Cannot read the file at ${offset}: ${state}`, {
    cause,
  });
}
