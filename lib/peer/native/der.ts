/**
 * The few pieces of DER (X.690) that a certificate is made of.
 * @module
 */

/** Bytes of an encoded value. */
export type Der = Uint8Array<ArrayBuffer>;

/** A value with its tag and length. */
export function tagged(tag: number, ...contents: readonly Der[]): Der {
  const content = joined(contents);
  return joined([Uint8Array.of(tag), lengthOf(content.length), content]);
}

/** A SEQUENCE. */
export function sequence(...members: readonly Der[]): Der {
  return tagged(0x30, ...members);
}

/**
 * An INTEGER that isn't negative, of its bytes with the most significant first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(unsigned(Uint8Array.of(0, 0, 0x80)), Uint8Array.of(2, 2, 0, 0x80));
 * ```
 */
export function unsigned(bytes: Der): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Uint8Array.of(0) : bytes.slice(first);
  // Its first bit is the sign.
  return (digits[0] ?? 0) < 0x80 ? tagged(0x02, digits) : tagged(0x02, Uint8Array.of(0), digits);
}

/** A BIT STRING of whole bytes. */
export function bitString(bytes: Der): Der {
  return tagged(0x03, Uint8Array.of(0), bytes);
}

/** A text, by the tag of its alphabet. */
export function characters(tag: number, value: string): Der {
  return tagged(tag, new TextEncoder().encode(value));
}

function lengthOf(count: number): Der {
  if (count < 0x80) return Uint8Array.of(count);
  if (count < 0x100) return Uint8Array.of(0x81, count);
  return Uint8Array.of(0x82, count >> 8, count & 0xff);
}

function joined(parts: readonly Der[]): Der {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
