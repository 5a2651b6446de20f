import type { Middleware } from "fresh";

/**
 * Nothing but what the pages use, and nobody else. `'unsafe-inline'` in `script-src` stands for the
 * nonce that Fresh's `csp()` puts in its place. Trusted Types leave one door, the policy under
 * which the storage worker is started.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self'",
  "font-src 'none'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types filefrag",
];

const HEADERS: readonly (readonly [name: string, value: string])[] = [
  // The link's key is in the fragment, which no Referer carries; the session's id needn't travel either.
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=(), display-capture=(self)"],
];

/**
 * Adds the security headers to every response, error pages included; to be the outermost
 * middleware, because it also takes back of `csp()` what is for https alone, and `'unsafe-inline'`
 * where no nonce came in its place.
 */
export function securityHeaders<State>(): Middleware<State> {
  return async (ctx) => {
    const inner = await ctx.next();
    if (inner.status === 101) return inner;
    const response = new Response(inner.body, inner);
    const { headers } = response;
    for (const [name, value] of HEADERS) headers.set(name, value);
    const isSecure = ctx.url.protocol === "https:";
    if (isSecure) headers.set("strict-transport-security", "max-age=31536000");
    const policy = headers.get("content-security-policy");
    if (policy !== null) headers.set("content-security-policy", tightened(policy, isSecure));
    return response;
  };
}

function tightened(policy: string, isSecure: boolean): string {
  // Published Fresh puts its nonce there only where it rendered something; nothing else has a script to run.
  const strict = policy.replaceAll(" 'unsafe-inline'", "");
  // On plain http it would send the WebSocket and every script to a port where nobody listens.
  return isSecure ? strict : strict.replace(/;?\s*upgrade-insecure-requests/, "");
}
