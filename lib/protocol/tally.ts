/**
 * The tally of a lane: how many bytes of frames its receiving end has taken from the browser
 * since the lane began. It goes the other way on the same channel. All numbers are big-endian.
 *
 * ```
 *  0        1        2                 4                                   12
 *  +--------+--------+-----------------+-----------------------------------+
 *  | type=2 | 0      | 0               | bytes (u64)                       |
 *  +--------+--------+-----------------+-----------------------------------+
 * ```
 *
 * Tallies may overtake each other, since bulk channels are unordered: the largest counts.
 * @module
 */

const TYPE_TALLY = 2;
const BYTES_AT = 4;

/** Bytes of a tally. No data frame is so short. */
export const TALLY_BYTES = 12;

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
  view.setBigUint64(BYTES_AT, BigInt(bytes));
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
  const bytes = Number(view.getBigUint64(BYTES_AT));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
