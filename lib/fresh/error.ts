/**
 * An error that carries the HTTP status to answer with. Thrown anywhere in a middleware, handler or component it reaches the
 * nearest error page; `message` is meant for the page, never a stack.
 *
 * @example Refuse a request
 * ```ts
 * import { HttpError } from "fresh/runtime";
 * import assert from "node:assert/strict";
 *
 * const error = new HttpError(403, "Not yours");
 * assert.equal(error.status, 403);
 * assert.equal(error.message, "Not yours");
 * ```
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;

  constructor(status: number, message = `HTTP ${status}`, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** A known path asked with a method it has no handler for; carries what the `Allow` header must say. */
export class MethodNotAllowedError extends HttpError {
  readonly allow: string;

  constructor(methods: Iterable<string>) {
    super(405, "Method Not Allowed");
    this.allow = [...methods].join(", ");
  }
}

/** Names a part of Fresh that this drop-in leaves out, so a missing feature is never a silent difference. */
export function outsideSubset(feature: string, instead: string): Error {
  return new Error(`Cannot use ${feature}: lib/fresh does not implement it; ${instead}`);
}
