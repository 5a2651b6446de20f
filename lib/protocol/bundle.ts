import { type DataFrame, decodeFrame, DIGEST_BYTES } from "./frame.ts";
import { MAX_FRAME_BYTES } from "./limits.ts";

/**
 * The bundle: several small blocks in one message of a lane, each of them whole. A message costs a
 * browser as much as the bytes of a small file. All numbers are big-endian.
 *
 * ```
 *  0        1        2                 4
 *  +--------+--------+-----------------+------ for each block ─────────────────────────────┐
 *  | type=3 | 0      | 0               | block (u32) | length (u32) | digest (32 B) | data… │ …
 *  +--------+--------+-----------------+---------------------------------------------------┘
 * ```
 *
 * Read, it is the same as one frame for each block, of offset 0.
 * @module
 */

const TYPE_BUNDLE = 3;

/** Bytes before the first block of a bundle. */
export const BUNDLE_HEADER_BYTES = 4;

const LENGTH_AT = 4;
const DIGEST_AT = 8;
const DATA_AT = DIGEST_AT + DIGEST_BYTES;

/** A block as it is bundled: whole. */
export type BundledBlock = Omit<DataFrame, "offset">;

/** Bytes that a block of so many bytes takes in a bundle. */
export function bundledBytes(length: number): number {
  return DATA_AT + length;
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
  let at = BUNDLE_HEADER_BYTES;
  for (const { block, digest, data } of blocks) {
    view.setUint32(at, block);
    view.setUint32(at + LENGTH_AT, data.length);
    bytes.set(digest, at + DIGEST_AT);
    bytes.set(data, at + DATA_AT);
    at += DATA_AT + data.length;
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
  if (byteLength < BUNDLE_HEADER_BYTES || byteLength > MAX_FRAME_BYTES) return undefined;
  const view = new DataView(message);
  if (view.getUint32(0) === TYPE_BUNDLE << 24) return blocksOf(view);
  const frame = decodeFrame(message);
  return frame && [frame];
}

function blocksOf(view: DataView<ArrayBuffer>): readonly DataFrame[] | undefined {
  const { buffer, byteLength } = view;
  const frames: DataFrame[] = [];
  let at = BUNDLE_HEADER_BYTES;
  do {
    if (at + DATA_AT >= byteLength) return undefined; // No room for a header and a byte.
    const length = view.getUint32(at + LENGTH_AT);
    const end = at + DATA_AT + length;
    if (length === 0 || end > byteLength) return undefined;
    frames.push({
      block: view.getUint32(at),
      offset: 0,
      digest: new Uint8Array(buffer, at + DIGEST_AT, DIGEST_BYTES),
      data: new Uint8Array(buffer, at + DATA_AT, length),
    });
    at = end;
  } while (at < byteLength);
  return frames;
}
