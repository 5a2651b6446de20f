/** What goes wrong with a request, by the stable code in its JSON body. */
const API_ERRORS = {
  "malformed-request": {
    status: 400,
    message: 'The body must be {"kind": "file" or "screen", "joinHash"}.',
  },
  "forbidden-origin": {
    status: 403,
    message: "Only pages of this server may ask this.",
  },
  "session-unknown": {
    status: 404,
    message: "There is no such session to join.",
  },
  "body-too-large": { status: 413, message: "The body is too large." },
  "unsupported-media-type": {
    status: 415,
    message: "The body must be application/json.",
  },
  "too-many-requests": {
    status: 429,
    message: "Too many requests from this address.",
  },
  "server-full": { status: 503, message: "The server is full." },
  "store-unavailable": {
    status: 503,
    message: "Sessions can't be looked up at the moment.",
  },
  "shutting-down": { status: 503, message: "The server is restarting." },
} as const;

/** A stable code of an error response. */
export type ApiErrorCode = keyof typeof API_ERRORS;

/**
 * A JSON response that no cache keeps: it may hold a token, and what it says is true only now.
 */
export function jsonResponse(
  body: unknown,
  init: { readonly status?: number; readonly headers?: HeadersInit } = {},
): Response {
  const headers = new Headers(init.headers);
  headers.set("content-type", "application/json; charset=utf-8");
  headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  return new Response(JSON.stringify(body), {
    status: init.status ?? 200,
    headers,
  });
}

/**
 * An error as `{code, message}`. The message is for developers; programs and pages go by the code.
 *
 * @param retryAfterSeconds sent rounded up as `Retry-After`, at least 1
 */
export function errorResponse(
  code: ApiErrorCode,
  retryAfterSeconds?: number,
): Response {
  const { status, message } = API_ERRORS[code];
  const headers: HeadersInit = retryAfterSeconds === undefined
    ? {}
    : { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) };
  return jsonResponse({ code, message }, { status, headers });
}
