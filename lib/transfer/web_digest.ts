import type { Digest } from "./ports.ts";

/** SHA-256 by the browser's own WebCrypto, off the calling thread. */
export const webDigest: Digest = {
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
};
