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
 * Characters that nobody sees and that programs put between others: line breaks of a mail, zero-width
 * ones, soft hyphens, marks of direction. A space is none of them: it ends a link.
 */
const UNSEEN = /[\p{Cc}\p{Cf}]+/gu;

/**
 * A text without what nobody sees in it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(withoutUnseen("\u200bro\r\nom\ufeff"), "room");
 * ```
 */
export function withoutUnseen(text: string): string {
  return text.replace(UNSEEN, "");
}

/** 32 bytes in base64url. What follows it was put there by the link's way, whatever it is. */
const KEY = /^(?:#|%(?:25)*23)* *([\w-]{43})/;

/**
 * Reads the key of a link, with or without its `#`, and whatever mail programs, chats and people put
 * around it: escaped signs before, unseen characters within, brackets, stops and tracking after it.
 * A key too short is none: its end was cut off.
 *
 * @returns the secret, or `undefined` where the text doesn't begin with the canonical form of 32 bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const secret = createLinkSecret();
 * assert.deepEqual(parseLinkKey("#" + encodeLinkKey(secret)), secret);
 * assert.deepEqual(parseLinkKey(`#${encodeLinkKey(secret)}).&utm_source=mail`), secret);
 * assert.equal(parseLinkKey("#"), undefined);
 * ```
 */
export function parseLinkKey(text: string): Bytes | undefined {
  // A fragment is shown escaped (URL §5.2): what nobody sees arrives as %E2%80%8B.
  const key = KEY.exec(withoutUnseen(unescaped(text)))?.[1];
  return key === undefined ? undefined : decodeBase64Url(key, SECRET_BYTES);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray % behind the key doesn't matter, and within it there is no key.
  }
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
