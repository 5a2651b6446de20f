import { encodeBase64Url } from "./base64url.ts";

/**
 * What the server keeps of a join token: SHA-256 over its text, in base64url. The server can
 * refuse whoever lacks the link without holding anything that opens it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal((await joinHashOf("token")).length, 43);
 * ```
 */
export async function joinHashOf(joinToken: string): Promise<string> {
  const bytes = new TextEncoder().encode(joinToken);
  return encodeBase64Url(
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
  );
}
