/** The sum of every byte, of CRC-32 as ISO-HDLC, ZIP and PNG have it (reflected 0x04C11DB7). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? sum >>> 1 ^ 0xedb8_8320 : sum >>> 1;
  return sum;
});

/**
 * The CRC-32 of bytes, which may come in pieces.
 *
 * @param before that of the pieces before
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const encoder = new TextEncoder();
 * assert.equal(crc32(encoder.encode("123456789")), 0xcbf4_3926);
 * assert.equal(crc32(encoder.encode("6789"), crc32(encoder.encode("12345"))), 0xcbf4_3926);
 * ```
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let sum = ~before;
  for (let at = 0; at < bytes.length; at++) {
    // Both indexes are within their arrays; a check of each would cost a third of the speed.
    sum = sum >>> 8 ^ TABLE[(sum ^ bytes[at]!) & 0xff]!;
  }
  return ~sum >>> 0;
}
