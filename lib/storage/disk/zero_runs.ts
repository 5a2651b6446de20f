/**
 * Least bytes of zeros that aren't written: a hole costs a file system an entry in its list of pieces,
 * and none keeps smaller ones than this (NTFS; others 4 KiB).
 */
export const HOLE_BYTES = 64 * 1024;

/** A part of what is to be written. */
export interface WrittenPiece {
  readonly from: number;
  readonly to: number;
}

/**
 * The parts of a block that aren't zeros for at least a hole's length. Holes begin where a multiple of
 * that length lies in the file.
 *
 * @param offset where the block lies in its file
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bytes = new Uint8Array(3 * HOLE_BYTES);
 * bytes[HOLE_BYTES + 5] = 1;
 * assert.deepEqual(piecesToWrite(bytes, 0), [{ from: HOLE_BYTES, to: 2 * HOLE_BYTES }]);
 * assert.deepEqual(piecesToWrite(new Uint8Array(5), 0), [{ from: 0, to: 5 }]);
 * ```
 */
export function piecesToWrite(bytes: Uint8Array, offset: number): WrittenPiece[] {
  const pieces: WrittenPiece[] = [];
  let from = 0; // Where what has to be written began.
  let at = 0;
  while (at < bytes.length) {
    const end = Math.min(bytes.length, at + HOLE_BYTES - (offset + at) % HOLE_BYTES);
    if (end - at === HOLE_BYTES && isZero(bytes.subarray(at, end))) {
      if (from < at) pieces.push({ from, to: at });
      from = end;
    }
    at = end;
  }
  if (from < bytes.length) pieces.push({ from, to: bytes.length });
  return pieces;
}

/** Four bytes at a time where they lie so; of other files the first few bytes tell. */
function isZero(bytes: Uint8Array): boolean {
  const words = bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : bytes;
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}
