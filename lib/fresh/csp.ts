import { scopeOf } from "./context.ts";
import type { Middleware } from "./handlers.ts";

/** Options of {@linkcode csp}. */
export interface CSPOptions {
  /** Directives that replace the default of the same name or are added. */
  csp?: string[];
  /** Put a nonce, new for each request, where `'unsafe-inline'` stands, and on inline scripts and styles. @default {false} */
  useNonce?: boolean;
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

/**
 * Adds a Content-Security-Policy to every response but a WebSocket's, whose headers no browser reads.
 *
 * @example
 * ```ts
 * import { App, csp } from "fresh";
 * import assert from "node:assert/strict";
 *
 * const handler = new App().use(csp({ csp: ["img-src 'none'"] })).get("/", (ctx) => ctx.text("hi")).handler();
 * const response = await handler(new Request("http://localhost/"));
 * assert.match(response.headers.get("content-security-policy") ?? "", /img-src 'none'/);
 * ```
 */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const { useNonce = false } = options;
  const byName = new Map(
    [...DEFAULTS, ...options.csp ?? []].map((directive) => [directive.split(" ", 1)[0], directive]),
  );
  const policy = [...byName.values()].join("; ");

  return async (ctx) => {
    const scope = scopeOf(ctx);
    if (useNonce) scope.nonce = crypto.randomUUID().replaceAll("-", "");
    const inner = await ctx.next();
    if (inner.status === 101) return inner;
    // A copy, because responses such as Response.redirect()'s refuse changes to their headers.
    const response = new Response(inner.body, inner);
    const { nonce } = scope;
    response.headers.set(
      "content-security-policy",
      nonce === undefined ? policy : policy.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`),
    );
    return response;
  };
}
