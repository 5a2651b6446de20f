import { parseSessionId, type SessionId, type SessionKind } from "../protocol/ids.ts";
import { parseLinkKey, withoutUnseen } from "./link.ts";
import type { Bytes } from "./transcript.ts";

/** What a link says. */
export interface Link {
  /** Where it leads, scheme and host in lower case; `undefined` where the text names none. */
  readonly origin: string | undefined;
  /** What the app lies below, such as `/share`, or the empty text. */
  readonly basePath: string;
  readonly kind: SessionKind;
  readonly sessionId: SessionId;
  /** `undefined` where the key is missing or was cut. */
  readonly secret: Bytes | undefined;
  /** Whether the `#` came as `%23` or `%2523`: then the key went to a server. */
  readonly isEscaped: boolean;
}

/** Longest text a link is looked for in; browsers and proxies take addresses of this length. */
export const MAX_LINK_LENGTH = 2_048;

const LINK = new RegExp(
  [
    /(?:(https?:\/\/[^\s/?#]+))?/, // An origin.
    /((?:\/[\w.~-]+)*?)/, // What the app lies below.
    /\/(room|view)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/,
    /\/*(?:\?(?:(?!%(?:25)*23)[^\s#])*)?/, // A slash, and what was added to be counted.
    /(?:(#|%(?:25)*23)(.*))?/, // The key, and what was added behind it.
  ].map(({ source }) => source).join(""),
  "i",
);

/** The first path of a link's page is of this kind. */
const KINDS: Readonly<Record<string, SessionKind>> = { room: "file", view: "screen" };

/**
 * Decides what a link is: an address as a browser's bar, a mail, a chat or a person's clipboard has it.
 * Words around it, brackets, escapes, case of scheme and host, slashes, queries before and after the
 * `#`, and unseen characters change nothing.
 *
 * @returns `undefined` where the text holds no link of ours
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const id = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";
 * const link = readLink(`see <HTTPS://Files.Example/room/${id}/?utm_source=x%23${"A".repeat(43)}>`);
 * assert.equal(link?.origin, "https://files.example");
 * assert.deepEqual([link.kind, link.sessionId, link.isEscaped], ["file", id, true]);
 * assert.deepEqual(link.secret, new Uint8Array(32));
 * assert.equal(readLink("https://files.example/room"), undefined);
 * ```
 */
export function readLink(text: string): Link | undefined {
  const match = LINK.exec(withoutUnseen(text.slice(0, MAX_LINK_LENGTH)));
  if (!match) return undefined;
  const [, origin, basePath = "", page = "", id = "", sign, key] = match;
  const kind = KINDS[page.toLowerCase()];
  const sessionId = parseSessionId(id.toLowerCase());
  if (kind === undefined || sessionId === undefined) return undefined;
  return {
    origin: origin?.toLowerCase(),
    basePath,
    kind,
    sessionId,
    secret: key === undefined ? undefined : parseLinkKey(key),
    isEscaped: sign !== undefined && sign !== "#",
  };
}
