/** STUN or TURN, a name or an address, and perhaps a port and a transport (RFC 7064, RFC 7065). */
const ICE_URL = /^(stun|turn)s?:[\w.[\]:-]+(\?transport=(udp|tcp))?$/i;

/**
 * Whether a text is the URL of an ICE server, as far as a page has to know: a browser may refuse it for
 * more, such as its port.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(isIceUrl("turn:[::1]:3478?transport=tcp"));
 * assert.ok(!isIceUrl("https://example.org"));
 * ```
 */
export function isIceUrl(url: string): boolean {
  return ICE_URL.test(url);
}
