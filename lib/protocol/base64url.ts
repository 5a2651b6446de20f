/**
 * Encodes bytes as base64url without padding (RFC 4648 §5).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(encodeBase64Url(new Uint8Array([255, 239])), "_-8");
 * ```
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(
    /=+$/,
    "",
  );
}

/**
 * Decodes canonical base64url: no padding, no other alphabet, no stray trailing bits. Two texts
 * never stand for the same bytes, so a decoded key can be compared by its text.
 *
 * @param length the number of bytes the text must hold
 * @returns the bytes, or `undefined` where the text is not the canonical form of `length` bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(decodeBase64Url("_-8", 2), new Uint8Array([255, 239]));
 * assert.equal(decodeBase64Url("_-9", 2), undefined); // stray trailing bits
 * assert.equal(decodeBase64Url("_-8=", 2), undefined); // padding
 * ```
 */
export function decodeBase64Url(
  text: string,
  length: number,
): Uint8Array<ArrayBuffer> | undefined {
  if (text.length !== Math.ceil(length * 4 / 3)) return undefined;
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (unit) => unit.charCodeAt(0));
  return encodeBase64Url(bytes) === text ? bytes : undefined;
}

/** Whether a value is 256 bits in canonical base64url: a token, a digest, an id of a transfer. */
export function is256Bits(value: unknown): value is string {
  return typeof value === "string" && decodeBase64Url(value, 32) !== undefined;
}
