const END = 0x504b0506;
const CENTRAL_ENTRY = 0x504b0102;

/** One thing in an archive. */
export interface ZippedFile {
  readonly path: string;
  /** As the archive says, in this place's time. */
  readonly modified: Date;
  readonly bytes: Uint8Array;
}

/** Reads an archive of less than 4 GiB in which nothing is compressed, by its central directory. */
export function readZip(bytes: Uint8Array<ArrayBuffer>): ZippedFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  if (view.getUint32(end) !== END) throw new Error("No archive, or one with a comment");
  const files: ZippedFile[] = [];
  for (let at = view.getUint32(end + 16, true); view.getUint32(at) === CENTRAL_ENTRY;) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true)
    ) as [number, number, number];
    const size = view.getUint32(at + 24, true);
    const header = view.getUint32(at + 42, true);
    const from = header + 30 + view.getUint16(header + 26, true) +
      view.getUint16(header + 28, true);
    files.push({
      path: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      modified: dateOf(view.getUint16(at + 14, true), view.getUint16(at + 12, true)),
      bytes: bytes.subarray(from, from + size),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

function dateOf(date: number, time: number): Date {
  return new Date(
    1980 + (date >> 9),
    (date >> 5 & 15) - 1,
    date & 31,
    time >> 11,
    time >> 5 & 63,
    (time & 31) * 2,
  );
}
