declare const brand: unique symbol;

/** The public name of a session: a lower-case uuid. It opens nothing by itself. */
export type SessionId = string & { readonly [brand]: "SessionId" };

/** The public name of one peer in its session: a lower-case uuid. */
export type PeerId = string & { readonly [brand]: "PeerId" };

/** What a session is for. */
export type SessionKind = "file" | "screen";

/** The owner made the session and its key; guests opened the link. */
export type Role = "owner" | "guest";

// Any version: an id is a name, and how its 122 bits came to be is the server's business.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads a session id from outside.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80"));
 * assert.equal(parseSessionId("../etc"), undefined);
 * ```
 */
export function parseSessionId(value: unknown): SessionId | undefined {
  return isUuid(value) ? value as SessionId : undefined;
}

/** Reads a peer id from outside; `undefined` where it is not one. */
export function parsePeerId(value: unknown): PeerId | undefined {
  return isUuid(value) ? value as PeerId : undefined;
}

/** Reads a session kind from outside; `undefined` where it is not one. */
export function parseSessionKind(value: unknown): SessionKind | undefined {
  return value === "file" || value === "screen" ? value : undefined;
}

/**
 * Where a session is joined, below what the app lies below.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const id = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80");
 * assert.ok(id);
 * assert.equal(sessionPath("screen", id), `/view/${id}`);
 * ```
 */
export function sessionPath(kind: SessionKind, id: SessionId): string {
  return `/${kind === "file" ? "room" : "view"}/${id}`;
}

function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}
