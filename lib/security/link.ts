import { decodeBase64Url, encodeBase64Url } from "../protocol/base64url.ts";
import type { Bytes } from "./transcript.ts";

/** 256 bits: beyond guessing, so the link may be used by whoever has it and by nobody else. */
const SECRET_BYTES = 32;

/**
 * Makes the secret of a new link. It is born in the owner's browser and travels only behind the
 * `#` of the link, which browsers send to no server (RFC 3986 §3.5).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(createLinkSecret().length, 32);
 * ```
 */
export function createLinkSecret(): Bytes {
  return crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
}

/**
 * The text of a secret behind the `#` of a link: 43 characters of base64url.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(encodeLinkKey(new Uint8Array(32)), "A".repeat(43));
 * ```
 */
export function encodeLinkKey(secret: Bytes): string {
  return encodeBase64Url(secret);
}

/**
 * Reads the key of a link, with or without its `#`.
 *
 * @returns the secret, or `undefined` where the text isn't the canonical form of 32 bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const secret = createLinkSecret();
 * assert.deepEqual(parseLinkKey("#" + encodeLinkKey(secret)), secret);
 * assert.equal(parseLinkKey("#"), undefined);
 * ```
 */
export function parseLinkKey(text: string): Bytes | undefined {
  return decodeBase64Url(text.replace(/^#/, ""), SECRET_BYTES);
}

/**
 * What a guest shows the server to be let in: HKDF-SHA-256 (RFC 5869) of the secret. The server
 * learns that the guest has the link, and nothing about any other key derived from it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal((await joinTokenOf(createLinkSecret())).length, 43);
 * ```
 */
export async function joinTokenOf(secret: Bytes): Promise<string> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, [
    "deriveBits",
  ]);
  const bits = await crypto.subtle.deriveBits(
    {
      name: "HKDF",
      hash: "SHA-256",
      // The input is uniformly random already; RFC 5869 §3.1 allows no salt.
      salt: new Uint8Array(),
      info: new TextEncoder().encode("filefrag 1 join"),
    },
    key,
    256,
  );
  return encodeBase64Url(new Uint8Array(bits));
}
