import { MAX_FRAME_BYTES } from "./limits.ts";

/**
 * What crosses a lane: data frames and bundles of them one way, tallies the other. All numbers are
 * big-endian.
 *
 * The data frame is a part of one block, self-contained, so that any lane may carry any frame in any
 * order:
 *
 * ```
 *  0        1        2                 4                 8                12              44
 *  +--------+--------+-----------------+-----------------+-----------------+---------------+------
 *  | type=1 | 0      | 0               | block (u32)     | offset (u32)    | digest (32 B) | data…
 *  +--------+--------+-----------------+-----------------+-----------------+---------------+------
 * ```
 *
 * `block` numbers the blocks of the whole transfer, across its files; `offset` is the location of the
 * data inside the block; `digest` is SHA-256 of the whole block, repeated in each of its frames.
 *
 * The bundle is several small blocks in one message, each of them whole, since a message costs a browser
 * as much as the bytes of a small file. Read, it is the same as one frame for each block, of offset 0:
 *
 * ```
 *  0        1        2                 4
 *  +--------+--------+-----------------+------ for each block ─────────────────────────────┐
 *  | type=3 | 0      | 0               | block (u32) | length (u32) | digest (32 B) | data… │ …
 *  +--------+--------+-----------------+---------------------------------------------------┘
 * ```
 *
 * The tally says how many bytes of frames the receiving end has taken from the browser since the lane
 * began. Tallies may overtake each other, since bulk channels are unordered: the largest counts.
 *
 * ```
 *  0        1        2                 4                                   12
 *  +--------+--------+-----------------+-----------------------------------+
 *  | type=2 | 0      | 0               | bytes (u64)                       |
 *  +--------+--------+-----------------+-----------------------------------+
 * ```
 * @module
 */

const TYPE_FRAME = 1;
const TYPE_TALLY = 2;
const TYPE_BUNDLE = 3;

/** Behind the type and what is reserved. */
const HEADER_BYTES = 4;

/** Bytes of a block digest (SHA-256). */
export const DIGEST_BYTES = 32;

/** Of a frame's header. */
const FRAME_OFFSET_AT = 8;
const FRAME_DIGEST_AT = 12;

/** Bytes before the data of a frame. */
export const FRAME_HEADER_BYTES = FRAME_DIGEST_AT + DIGEST_BYTES;

/** Bytes before the first block of a bundle. */
export const BUNDLE_HEADER_BYTES = HEADER_BYTES;

/** Of a block in a bundle, from its own beginning on. */
const BUNDLED_LENGTH_AT = 4;
const BUNDLED_DIGEST_AT = 8;
const BUNDLED_DATA_AT = BUNDLED_DIGEST_AT + DIGEST_BYTES;

/** Bytes of a tally. No data frame is so short. */
export const TALLY_BYTES = HEADER_BYTES + 8;

/** A decoded data frame. `digest` and `data` are views into the received message. */
export interface DataFrame {
  readonly block: number;
  readonly offset: number;
  readonly digest: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** A block as it is bundled: whole. */
export type BundledBlock = Omit<DataFrame, "offset">;

/** Bytes that a block of so many bytes takes in a bundle. */
export function bundledBytes(length: number): number {
  return BUNDLED_DATA_AT + length;
}

/** Whether two digests are the same. Not for secrets: its time depends on them. */
export function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * Writes one data frame.
 *
 * @param into memory to write it into, at least as long as the frame; what is returned is a view of
 * it. A sender that hands frames to something that copies them needs no memory for each.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const digest = new Uint8Array(32).fill(7);
 * const frame = encodeFrame({ block: 1, offset: 2, digest, data: new Uint8Array([3]) });
 * assert.deepEqual(decodeFrame(frame.buffer)?.data, new Uint8Array([3]));
 * ```
 */
export function encodeFrame(
  frame: DataFrame,
  into = new ArrayBuffer(FRAME_HEADER_BYTES + frame.data.length),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(into, 0, FRAME_HEADER_BYTES + frame.data.length);
  const view = new DataView(into);
  view.setUint32(0, TYPE_FRAME << 24);
  view.setUint32(HEADER_BYTES, frame.block);
  view.setUint32(FRAME_OFFSET_AT, frame.offset);
  bytes.set(frame.digest, FRAME_DIGEST_AT);
  bytes.set(frame.data, FRAME_HEADER_BYTES);
  return bytes;
}

/**
 * Reads one data frame without copying its data.
 *
 * @returns the frame, or `undefined` where the message is too short, too long, has no data, is of
 * an unknown type or sets a reserved byte.
 */
export function decodeFrame(message: ArrayBuffer): DataFrame | undefined {
  const { byteLength } = message;
  if (byteLength <= FRAME_HEADER_BYTES || byteLength > MAX_FRAME_BYTES) {
    return undefined;
  }
  const view = new DataView(message);
  if (view.getUint32(0) !== TYPE_FRAME << 24) return undefined;
  return {
    block: view.getUint32(HEADER_BYTES),
    offset: view.getUint32(FRAME_OFFSET_AT),
    digest: new Uint8Array(message, FRAME_DIGEST_AT, DIGEST_BYTES),
    data: new Uint8Array(message, FRAME_HEADER_BYTES),
  };
}

/**
 * Writes a bundle.
 *
 * @param into memory to write it into, at least as long as the bundle; what is returned is a view
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const digest = new Uint8Array(32).fill(7);
 * const blocks = [
 *   { block: 4, digest, data: new Uint8Array([1, 2]) },
 *   { block: 5, digest, data: new Uint8Array([3]) },
 * ];
 * const frames = decodeFrames(encodeBundle(blocks, new ArrayBuffer(1_000)).slice().buffer);
 * assert.deepEqual(frames, blocks.map((block) => ({ ...block, offset: 0 })));
 * ```
 */
export function encodeBundle(
  blocks: readonly BundledBlock[],
  into: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(into);
  const view = new DataView(into);
  view.setUint32(0, TYPE_BUNDLE << 24);
  let at = HEADER_BYTES;
  for (const { block, digest, data } of blocks) {
    view.setUint32(at, block);
    view.setUint32(at + BUNDLED_LENGTH_AT, data.length);
    bytes.set(digest, at + BUNDLED_DIGEST_AT);
    bytes.set(data, at + BUNDLED_DATA_AT);
    at += BUNDLED_DATA_AT + data.length;
  }
  return bytes.subarray(0, at);
}

/**
 * Reads one message of a lane, a data frame or a bundle, without copying its data.
 *
 * @returns its frames, at least one; `undefined` where any part of it is malformed
 */
export function decodeFrames(message: ArrayBuffer): readonly DataFrame[] | undefined {
  const { byteLength } = message;
  if (byteLength < HEADER_BYTES || byteLength > MAX_FRAME_BYTES) return undefined;
  const view = new DataView(message);
  if (view.getUint32(0) === TYPE_BUNDLE << 24) return blocksOf(view);
  const frame = decodeFrame(message);
  return frame && [frame];
}

function blocksOf(view: DataView<ArrayBuffer>): readonly DataFrame[] | undefined {
  const { buffer, byteLength } = view;
  const frames: DataFrame[] = [];
  let at = HEADER_BYTES;
  do {
    if (at + BUNDLED_DATA_AT >= byteLength) return undefined; // No room for a header and a byte.
    const length = view.getUint32(at + BUNDLED_LENGTH_AT);
    const end = at + BUNDLED_DATA_AT + length;
    if (length === 0 || end > byteLength) return undefined;
    frames.push({
      block: view.getUint32(at),
      offset: 0,
      digest: new Uint8Array(buffer, at + BUNDLED_DIGEST_AT, DIGEST_BYTES),
      data: new Uint8Array(buffer, at + BUNDLED_DATA_AT, length),
    });
    at = end;
  } while (at < byteLength);
  return frames;
}

/**
 * Writes a tally.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(decodeTally(encodeTally(65_536).buffer), 65_536);
 * ```
 */
export function encodeTally(bytes: number): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(TALLY_BYTES);
  const view = new DataView(message.buffer);
  view.setUint8(0, TYPE_TALLY);
  view.setBigUint64(HEADER_BYTES, BigInt(bytes));
  return message;
}

/**
 * Reads a tally.
 *
 * @returns the bytes, or `undefined` where the message is of another length or type, sets a
 * reserved byte, or names more than a double can count.
 */
export function decodeTally(message: ArrayBuffer): number | undefined {
  if (message.byteLength !== TALLY_BYTES) return undefined;
  const view = new DataView(message);
  if (view.getUint32(0) !== TYPE_TALLY << 24) return undefined;
  const bytes = Number(view.getBigUint64(HEADER_BYTES));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
