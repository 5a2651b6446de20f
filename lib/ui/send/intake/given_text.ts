import { sessionPath } from "../../../protocol/ids.ts";
import { encodeLinkKey } from "../../../security/link.ts";
import { MAX_LINK_LENGTH, readLink } from "../../../security/read_link.ts";

export { textFile } from "./text_file.ts";

/** Where the app is. */
export interface Site {
  readonly origin: string;
  /** What it lies below, such as `/share`, or the empty text. */
  readonly basePath: string;
}

/**
 * Where a text leads that holds a link of this site: somebody who was to receive has come to the page for
 * sending. Another site's link is a text like any other.
 *
 * @returns its path and key, whole again; `undefined` where there is none
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const site = { origin: "https://files.example", basePath: "" };
 * const path = "/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";
 * const key = "A".repeat(43);
 * assert.equal(linkIn(`For you: https://files.example${path}#${key}.`, site), `${path}#${key}`);
 * assert.equal(linkIn(`https://other.example${path}#${key}`, site), undefined);
 * assert.equal(linkIn("https://files.example/", site), undefined);
 * ```
 */
export function linkIn(text: string, { origin, basePath }: Site): string | undefined {
  if (text.length > MAX_LINK_LENGTH) return undefined; // A text with a link somewhere in it.
  const link = readLink(text);
  if (!link || (link.origin ?? origin) !== origin || link.basePath !== basePath) return undefined;
  const key = link.secret && `#${encodeLinkKey(link.secret)}`;
  return `${basePath}${sessionPath(link.kind, link.sessionId)}${key ?? ""}`;
}
