import { encodeLinkKey } from "./link.ts";
import { readLink } from "./read_link.ts";

/** The query of an address that was mended: its page says what that means. */
export const ESCAPED_QUERY = "via=escaped";

/**
 * Where a link leads whose `#` was escaped on its way, as mail gateways and some chat programs do it: the
 * browser takes the key for a part of the path, and asks the server for it. `undefined` for any other
 * address.
 *
 * @param basePath what the app lies below, such as `/share`, or the empty text
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const path = "/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";
 * const url = new URL(`https://host.example${path}%23${"A".repeat(43)}`);
 * assert.equal(mendedAddress(url, ""), `${path}?via=escaped#${"A".repeat(43)}`);
 * assert.equal(mendedAddress(new URL(path, url), ""), undefined);
 * ```
 */
export function mendedAddress({ pathname, search }: URL, basePath: string): string | undefined {
  const link = readLink(pathname + search);
  if (!link?.isEscaped || !link.secret || link.basePath !== basePath) return undefined;
  const page = link.kind === "file" ? "room" : "view";
  const path = `${basePath}/${page}/${link.sessionId}`;
  // The whole path, and nothing before it.
  if (!pathname.toLowerCase().startsWith(path.toLowerCase())) return undefined;
  return `${path}?${ESCAPED_QUERY}#${encodeLinkKey(link.secret)}`;
}
