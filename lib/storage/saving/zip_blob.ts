import { crc32 } from "./crc32.ts";
import { centralEntry, endRecords, localHeader, type ZipRecord } from "./zip_records.ts";

/** One thing in an archive. */
export interface ZipEntry {
  /** Its path in the archive, with `/` between folders; a folder that is empty ends with one. */
  readonly path: string;
  /** Ms since 1970. */
  readonly modified: number;
  /** Missing where the entry is an empty folder. */
  readonly file?: Blob | Uint8Array<ArrayBuffer>;
}

/** What is read at once: a few reads of a disk for each second of hashing. */
const READ_BYTES = 4 * 1024 * 1024;

/**
 * An archive (ZIP64 where it has to be, nothing compressed) that is made of the files where they lie:
 * their own bytes are read once, for their sums, and put in as they are. So an archive of any size
 * takes no memory and no room on the disk.
 *
 * @param onBytes called with the number of bytes that were summed since it was called last
 * @throws the signal's reason; `NotReadableError` where a file is gone
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const file = new Blob(["hello"]);
 * const { signal } = new AbortController();
 * const zip = await zipBlob([{ path: "a/b.txt", modified: 0, file }], signal);
 * assert.equal(await zip.slice(0, 2).text(), "PK");
 * ```
 */
export async function zipBlob(
  entries: Iterable<ZipEntry>,
  signal: AbortSignal,
  onBytes: (count: number) => void = () => {},
): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { file } = entry;
    const record = recordOf(entry, file ? await sumOf(file, signal, onBytes) : 0);
    const header = localHeader(record);
    parts.push(header, ...(file ? [file] : []));
    directory.push(centralEntry(record, offset));
    offset += header.length + record.size;
  }
  signal.throwIfAborted();
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = endRecords({ count: directory.length, size, offset });
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

function recordOf({ path, modified, file }: ZipEntry, crc: number): ZipRecord {
  const size = file === undefined ? 0 : file instanceof Blob ? file.size : file.length;
  return { name: new TextEncoder().encode(path), isFolder: !file, modified, size, crc };
}

async function sumOf(
  file: Blob | Uint8Array,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<number> {
  let crc = 0;
  const size = file instanceof Blob ? file.size : file.length;
  for (let start = 0; start < size; start += READ_BYTES) {
    signal.throwIfAborted();
    const end = Math.min(start + READ_BYTES, size);
    const piece = file instanceof Blob
      ? new Uint8Array(await file.slice(start, end).arrayBuffer())
      : file.subarray(start, end);
    crc = crc32(piece, crc);
    onBytes(piece.length);
  }
  return crc;
}
