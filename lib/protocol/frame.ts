import { MAX_FRAME_BYTES } from "./limits.ts";

/**
 * The binary data frame: a part of one block, self-contained, so that any lane may carry any frame
 * in any order. All numbers are big-endian.
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
 * @module
 */

const TYPE_DATA = 1;
const BLOCK_AT = 4;
const OFFSET_AT = 8;
const DIGEST_AT = 12;

/** Bytes of a block digest (SHA-256). */
export const DIGEST_BYTES = 32;

/** Bytes before the data of a frame. */
export const FRAME_HEADER_BYTES = DIGEST_AT + DIGEST_BYTES;

/** Most data bytes in one frame. */
export const MAX_FRAME_DATA_BYTES = MAX_FRAME_BYTES - FRAME_HEADER_BYTES;

/** A decoded data frame. `digest` and `data` are views into the received message. */
export interface DataFrame {
  readonly block: number;
  readonly offset: number;
  readonly digest: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
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
  view.setUint32(0, TYPE_DATA << 24);
  view.setUint32(BLOCK_AT, frame.block);
  view.setUint32(OFFSET_AT, frame.offset);
  bytes.set(frame.digest, DIGEST_AT);
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
  if (view.getUint32(0) !== TYPE_DATA << 24) return undefined;
  return {
    block: view.getUint32(BLOCK_AT),
    offset: view.getUint32(OFFSET_AT),
    digest: new Uint8Array(message, DIGEST_AT, DIGEST_BYTES),
    data: new Uint8Array(message, FRAME_HEADER_BYTES),
  };
}
