/**
 * Animated PNG out of PNGs: what a browser photographs is put together as it is, without an encoder of
 * our own (W3C PNG, third edition, §11.3.6).
 * @module
 */
import { crc32 } from "node:zlib";

/** One picture and how long it stays. */
export interface Shot {
  /** A PNG; all shots have the same size and kind of pixels. */
  readonly png: Uint8Array;
  readonly ms: number;
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * Makes one picture that plays the shots for ever. Who can't play it sees the first.
 *
 * @throws {TypeError} where a shot isn't a PNG like the first
 */
export function animate(shots: readonly Shot[]): Uint8Array {
  const pictures = shots.map(({ png }) => chunksOf(png));
  const header = headerOf(pictures[0] ?? []);
  const parts = [SIGNATURE, chunk("IHDR", header), chunk("acTL", numbers(shots.length, 0))];
  let sequence = 0;
  pictures.forEach((chunks, index) => {
    if (!equal(headerOf(chunks), header)) throw new TypeError(`Shot ${index} isn't like the first`);
    parts.push(chunk("fcTL", frameControl(sequence++, header, shots[index]?.ms ?? 0)));
    for (const { type, data } of chunks) {
      if (type !== "IDAT") continue;
      // The first picture is what a reader without animation shows.
      if (index === 0) parts.push(chunk("IDAT", data));
      else parts.push(chunk("fdAT", joined([numbers(sequence++), data])));
    }
  });
  return joined([...parts, chunk("IEND", new Uint8Array())]);
}

/** The chunks of a PNG. */
export function chunksOf(png: Uint8Array): Chunk[] {
  if (!equal(png.subarray(0, SIGNATURE.length), SIGNATURE)) throw new TypeError("Not a PNG");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function headerOf(chunks: readonly Chunk[]): Uint8Array {
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  if (!header) throw new TypeError("A PNG without a header");
  return header;
}

/** The whole picture, in place of the one before. */
function frameControl(sequence: number, header: Uint8Array, ms: number): Uint8Array {
  const control = new Uint8Array(26);
  const view = new DataView(control.buffer);
  view.setUint32(0, sequence);
  control.set(header.subarray(0, 8), 4); // Width and height; the offsets stay 0.
  view.setUint16(20, ms);
  view.setUint16(22, 1_000);
  return control;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), data]);
  return joined([numbers(data.length), body, numbers(crc32(body))]);
}

function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(4 * index, value));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
