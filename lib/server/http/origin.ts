/**
 * The origin pages of this server have: the configured one, or the one the request was made to.
 */
export function publicOriginOf(
  url: URL,
  configured: string | undefined,
): string {
  return configured ?? url.origin;
}

/**
 * Whether a request comes from a page of this server. Browsers don't apply the same-origin policy
 * to WebSockets, so without this check any page could talk to the server in its visitor's name.
 *
 * The comparison is exact: no suffixes, no wildcards, and neither `null` (a sandboxed frame or a
 * local file) nor a missing header is an origin.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const url = new URL("http://filefrag.test/ws/signal/1");
 * assert.equal(isOwnOrigin("http://filefrag.test", url, undefined), true);
 * assert.equal(isOwnOrigin("http://filefrag.test.evil", url, undefined), false);
 * assert.equal(isOwnOrigin(null, url, undefined), false);
 * ```
 */
export function isOwnOrigin(
  origin: string | null,
  url: URL,
  configured: string | undefined,
): boolean {
  return origin !== null && origin !== "null" &&
    origin === publicOriginOf(url, configured);
}
