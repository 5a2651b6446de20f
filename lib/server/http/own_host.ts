import { isIPv4, isIPv6 } from "node:net";

/** What who comes by a name that isn't configured reads. */
const REFUSAL = `This server answers to IP addresses and localhost only.
To open it by a name, set PUBLIC_URL to its address, such as https://files.example, and start it again.
`;

/**
 * Whether a name surely leads to the machine that a page came from. Where no name is configured, any other may be a
 * stranger's: he lets it lead to his own server first and to this one later (DNS rebinding), and his page then has the
 * origin that its requests are made to, as the pages of this server have.
 *
 * @param hostname of a `URL`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(isOwnHost("localhost") && isOwnHost("a.localhost") && isOwnHost("[::1]"));
 * assert.equal(isOwnHost("files.example"), false);
 * ```
 */
export function isOwnHost(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || isIPv4(hostname) ||
    isIPv6(hostname.replace(/^\[(.*)\]$/, "$1"));
}

/** The answer to whoever comes by a name that isn't ours. */
export function hostRefusal(): Response {
  return new Response(REFUSAL, {
    status: 421,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
