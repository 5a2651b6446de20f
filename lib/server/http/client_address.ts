import { isIPv4, isIPv6 } from "node:net";

/** What every address that can't be read is counted as: together, so that it's no way around. */
const UNKNOWN = "unknown";

/**
 * The address a request is counted by: an IPv4 address, or the /64 of an IPv6 address, because a
 * household gets a whole /64 and may use any address in it.
 *
 * @param remote the address of the TCP connection
 * @param forwardedFor the `X-Forwarded-For` header, where a proxy is trusted to set it. Only its
 * last entry counts: the proxy appended that one itself, anything before it came from the client.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(addressKey("203.0.113.7"), "203.0.113.7");
 * assert.equal(addressKey("2001:db8:0:1::7"), "2001:db8:0:1");
 * assert.equal(addressKey("10.0.0.1", "1.2.3.4, 203.0.113.7"), "203.0.113.7");
 * ```
 */
export function addressKey(remote: string, forwardedFor?: string): string {
  const last = forwardedFor?.split(",").at(-1)?.trim();
  const address = last ? withoutPort(last) : remote;
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return UNKNOWN;
  const groups = ipv6Groups(address);
  return mappedIPv4(groups) ?? groups.slice(0, 4)
    .map((group) => group.toString(16)).join(":");
}

/** Some proxies write `1.2.3.4:5678` and `[2001:db8::1]:5678`. */
function withoutPort(address: string): string {
  const [, bracketed] = /^\[(.*)\](?::\d+)?$/.exec(address) ?? [];
  if (bracketed !== undefined) return bracketed;
  return address.replace(/^([\d.]+):\d+$/, "$1");
}

/** The eight groups of a valid IPv6 address. */
function ipv6Groups(address: string): number[] {
  const [withoutZone = ""] = address.split("%");
  // The URL parser writes every form, also the one ending in dotted quads, in one way.
  const canonical = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1);
  const [head = "", tail = ""] = canonical.split("::");
  const start = parseGroups(head);
  const end = parseGroups(tail);
  const zeros = new Array<number>(8 - start.length - end.length).fill(0);
  return [...start, ...zeros, ...end];
}

function parseGroups(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

/** `::ffff:a.b.c.d`, which a dual-stack socket makes of every IPv4 address. */
function mappedIPv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) &&
    groups[5] === 0xffff;
  return isMapped ? `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}` : undefined;
}
