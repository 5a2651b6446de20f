import { crc32 } from "node:zlib";

/** One thing in an archive, as it comes out of a stream. */
export interface StreamedFile {
  readonly path: string;
  /** Ms since 1970, from the exact field. */
  readonly modified: number | undefined;
  readonly bytes: Uint8Array;
}

const LOCAL = 0x504b0304;

/**
 * Reads an archive from its front, as programs do that get it through a pipe: what isn't known before
 * a file's bytes is an error, and so is a sum that differs.
 */
export function readZipStream(bytes: Uint8Array<ArrayBuffer>): StreamedFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files: StreamedFile[] = [];
  for (let at = 0; view.getUint32(at) === LOCAL;) {
    const flags = view.getUint16(at + 6, true);
    if (flags & 8) throw new Error("A size follows its bytes");
    const [nameLength, extraLength] = [
      view.getUint16(at + 26, true),
      view.getUint16(at + 28, true),
    ];
    const path = new TextDecoder().decode(bytes.subarray(at + 30, at + 30 + nameLength));
    const extra = fieldsOf(view, at + 30 + nameLength, extraLength);
    const zip64 = extra.get(1);
    const shown = view.getUint32(at + 22, true);
    const size = shown === 0xffff_ffff && zip64 ? Number(view.getBigUint64(zip64, true)) : shown;
    const from = at + 30 + nameLength + extraLength;
    const content = bytes.subarray(from, from + size);
    if (crc32(content) !== view.getUint32(at + 14, true)) throw new Error(`Wrong sum: ${path}`);
    const time = extra.get(0x5455);
    const modified = time === undefined ? undefined : view.getUint32(time + 1, true) * 1_000;
    files.push({ path, modified, bytes: content });
    at = from + size;
  }
  return files;
}

/** Where the content of each extra field begins, by its number. */
function fieldsOf(view: DataView, from: number, length: number): Map<number, number> {
  const fields = new Map<number, number>();
  for (let at = from; at < from + length; at += 4 + view.getUint16(at + 2, true)) {
    fields.set(view.getUint16(at, true), at + 4);
  }
  return fields;
}
