import { makeZip } from "client-zip";

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

/** Bytes of a file that were given to the archiver and have not come back from it. */
interface Piece {
  readonly buffer: ArrayBuffer;
  /** Puts the same bytes into the archive. */
  readonly part: () => BlobPart;
}

/**
 * An archive (ZIP64 where it has to be, nothing compressed) that is made of the files where they lie:
 * what the archiver writes around them is kept, and their own bytes, which it only sums, are put in as
 * slices. So an archive of any size takes no memory and no room on the disk.
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
  const given: Piece[] = [];
  const parts: BlobPart[] = [];
  const archive = makeZip(inputs(entries, given), { buffersAreUTF8: true });
  await archive.pipeTo(
    new WritableStream({
      write(chunk) {
        const piece = given[0];
        if (piece?.buffer !== chunk.buffer) {
          parts.push(chunk.slice());
          return;
        }
        given.shift();
        parts.push(piece.part());
        onBytes(chunk.length);
      },
    }),
    { signal },
  );
  return new Blob(parts, { type: "application/zip" });
}

function* inputs(entries: Iterable<ZipEntry>, given: Piece[]) {
  for (const { path, modified, file } of entries) {
    const lastModified = new Date(modified);
    yield file
      ? { name: path, lastModified, size: sizeOf(file), input: pieces(file, given) }
      : { name: path, lastModified };
  }
}

function sizeOf(file: Blob | Uint8Array): number {
  return file instanceof Blob ? file.size : file.length;
}

async function* pieces(
  file: Blob | Uint8Array<ArrayBuffer>,
  given: Piece[],
): AsyncGenerator<ArrayBuffer | Uint8Array<ArrayBuffer>> {
  if (!(file instanceof Blob)) {
    given.push({ buffer: file.buffer, part: () => file });
    yield file;
    return;
  }
  for (let start = 0; start < file.size; start += READ_BYTES) {
    const end = Math.min(start + READ_BYTES, file.size);
    const buffer = await file.slice(start, end).arrayBuffer();
    given.push({ buffer, part: () => file.slice(start, end) });
    yield buffer;
  }
}
