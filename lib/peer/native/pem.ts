/**
 * The text form of DER (RFC 7468).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const pem = encodePem("KEY", Uint8Array.of(1, 2));
 * assert.equal(pem, "-----BEGIN KEY-----\nAQI=\n-----END KEY-----\n");
 * ```
 */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
