/** Bytes that WebCrypto takes as they are: never backed by shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Joins byte strings end to end. */
export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(
    parts.reduce((length, part) => length + part.length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** A number below 2^32 as four bytes, most significant first. */
export function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/**
 * Writes each part behind its length in four bytes, so that no two different lists give the same
 * bytes: `("ab", "c")` and `("a", "bc")` stay apart. Everything hashed, signed or authenticated
 * here goes through this one encoding (the idea of RFC 9180 §5.1's and TupleHash's encodings).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(lengthValue("a", new Uint8Array([7])), new Uint8Array([0, 0, 0, 1, 97, 0, 0, 0, 1, 7]));
 * ```
 */
export function lengthValue(...parts: readonly (string | Uint8Array)[]): Bytes {
  return concatBytes(...parts.flatMap((part) => {
    const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
    return [uint32(bytes.length), bytes];
  }));
}

/** SHA-256 (FIPS 180-4). */
export async function sha256(data: BufferSource): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

/** Whether two public byte strings are equal. Not for secrets: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
