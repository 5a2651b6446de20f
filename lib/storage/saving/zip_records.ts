/**
 * The records of a ZIP archive in which nothing is compressed (PKWARE APPNOTE 6.3.10). A file's size
 * and sum stand *before* its bytes, so that programs which read an archive as a stream take it:
 * Java's `ZipInputStream` refuses stored files whose sizes follow them.
 * @module
 */

/** What the records of one file or folder say. */
export interface ZipRecord {
  /** UTF-8; a folder's ends with `/`. */
  readonly name: Uint8Array<ArrayBuffer>;
  readonly isFolder: boolean;
  /** Ms since 1970. */
  readonly modified: number;
  /** Bytes. */
  readonly size: number;
  /** CRC-32 of the bytes. */
  readonly crc: number;
}

/** From here on a size or an offset stands in a ZIP64 field (§4.5.3). */
const ZIP64_FROM = 0xffff_ffff;
/** From here on the number of entries does (§4.4.1.4). */
const ZIP64_COUNT = 0xffff;

/** What a reader must know: folders, or ZIP64 (§4.4.3.2). */
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** Made on Unix, so that the upper half of the attributes is a mode (§4.4.2.2). */
const UNIX = 3 << 8;
/** Names are UTF-8 (§4.4.4, bit 11). */
const UTF8 = 0x0800;
/** Regular file and folder with the modes that a new one has. */
const FILE_MODE = 0o100_664;
const FOLDER_MODE = 0o040_775;

/** The last second that a signed field of 32 bits holds; some readers take it as signed. */
const MAX_UNIX_SECONDS = 0x7fff_ffff;

/** Writes numbers one after another, least significant byte first. */
class RecordWriter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView<ArrayBuffer>;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  u16(...values: number[]): this {
    for (const value of values) this.#view.setUint16(this.#advance(2), value, true);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.#view.setUint32(this.#advance(4), value, true);
    return this;
  }

  u64(...values: number[]): this {
    for (const value of values) this.#view.setBigUint64(this.#advance(8), BigInt(value), true);
    return this;
  }

  put(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#advance(bytes.length));
    return this;
  }

  #advance(length: number): number {
    const at = this.#at;
    this.#at += length;
    return at;
  }
}

/** What stands before a file's bytes (§4.3.7). */
export function localHeader(record: ZipRecord): Uint8Array<ArrayBuffer> {
  const { name, size, crc } = record;
  const isLarge = size >= ZIP64_FROM;
  // Both sizes, as the field of a local header demands.
  const extra = join(isLarge ? zip64Field(size, size) : undefined, timeField(record));
  const shown = isLarge ? ZIP64_FROM : size;
  return new RecordWriter(30 + name.length + extra.length)
    .u32(0x0403_4b50).u16(isLarge ? VERSION_ZIP64 : VERSION, UTF8, 0, ...dosTime(record))
    .u32(crc, shown, shown).u16(name.length, extra.length).put(name).put(extra).bytes;
}

/** A file's entry in the directory at the end (§4.3.12). `offset` is where its local header lies. */
export function centralEntry(record: ZipRecord, offset: number): Uint8Array<ArrayBuffer> {
  const { name, size, crc, isFolder } = record;
  const isLarge = size >= ZIP64_FROM;
  const isFar = offset >= ZIP64_FROM;
  const zip64 = [...(isLarge ? [size, size] : []), ...(isFar ? [offset] : [])];
  const extra = join(zip64.length > 0 ? zip64Field(...zip64) : undefined, timeField(record));
  const version = zip64.length > 0 ? VERSION_ZIP64 : VERSION;
  const shown = isLarge ? ZIP64_FROM : size;
  const mode = (isFolder ? FOLDER_MODE : FILE_MODE) * 0x1_0000;
  return new RecordWriter(46 + name.length + extra.length)
    .u32(0x0201_4b50).u16(UNIX | version, version, UTF8, 0, ...dosTime(record))
    .u32(crc, shown, shown).u16(name.length, extra.length, 0, 0, 0)
    .u32(isFolder ? mode + 0x10 : mode, isFar ? ZIP64_FROM : offset).put(name).put(extra).bytes;
}

/** What ends an archive (§4.3.14–16): where its directory of `size` bytes begins. */
export function endRecords(
  { count, size, offset }: {
    readonly count: number;
    readonly size: number;
    readonly offset: number;
  },
): Uint8Array<ArrayBuffer> {
  const needsZip64 = count >= ZIP64_COUNT || size >= ZIP64_FROM || offset >= ZIP64_FROM;
  const writer = new RecordWriter(needsZip64 ? 98 : 22);
  if (needsZip64) {
    writer.u32(0x0606_4b50).u64(44).u16(UNIX | VERSION_ZIP64, VERSION_ZIP64).u32(0, 0)
      .u64(count, count, size, offset)
      .u32(0x0706_4b50, 0).u64(offset + size).u32(1);
  }
  const shownCount = Math.min(count, ZIP64_COUNT);
  return writer.u32(0x0605_4b50).u16(0, 0, shownCount, shownCount)
    .u32(Math.min(size, ZIP64_FROM), Math.min(offset, ZIP64_FROM)).u16(0).bytes;
}

function zip64Field(...values: number[]): Uint8Array<ArrayBuffer> {
  return new RecordWriter(4 + 8 * values.length).u16(1, 8 * values.length).u64(...values).bytes;
}

/** The exact second in UTC (Info-ZIP's `UT`): the older field has two, in nobody's time zone. */
function timeField({ modified }: ZipRecord): Uint8Array<ArrayBuffer> {
  const seconds = Math.floor(modified / 1_000);
  if (seconds < 0 || seconds > MAX_UNIX_SECONDS) return new Uint8Array();
  return new RecordWriter(9).u16(0x5455, 5).put(new Uint8Array([1])).u32(seconds).bytes;
}

/** Time and date in the local zone as MS-DOS had them, from 1980 to 2107 (§4.4.6). */
function dosTime({ modified }: ZipRecord): [time: number, date: number] {
  const date = new Date(modified);
  const year = date.getFullYear();
  if (year < 1980) return [0, 1 << 5 | 1];
  if (year > 2107) return [23 << 11 | 59 << 5 | 29, 127 << 9 | 12 << 5 | 31];
  return [
    date.getHours() << 11 | date.getMinutes() << 5 | date.getSeconds() >> 1,
    (year - 1980) << 9 | (date.getMonth() + 1) << 5 | date.getDate(),
  ];
}

function join(...fields: (Uint8Array | undefined)[]): Uint8Array<ArrayBuffer> {
  const present = fields.filter((field) => field !== undefined);
  const writer = new RecordWriter(present.reduce((sum, { length }) => sum + length, 0));
  for (const field of present) writer.put(field);
  return writer.bytes;
}
