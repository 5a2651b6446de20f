/** Every address of a machine, of both families: what came by IPv4 arrives at the same socket. */
export const ALL_ADDRESSES = "::";

/** By what a system says that it has no IPv6: names of Deno's errors and codes of Node's. */
const NO_IPV6 = new Set(["AddrNotAvailable", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"]);

/**
 * Listens where it is told; at IPv4 alone where that is everywhere and the machine has no IPv6.
 *
 * @param listen listens at a host name or address; rejects with the system's error
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const tried: string[] = [];
 * await listenAt("::", (hostname) => {
 *   tried.push(hostname);
 *   return hostname === "::"
 *     ? Promise.reject(Object.assign(new Error("no IPv6"), { code: "EAFNOSUPPORT" }))
 *     : Promise.resolve();
 * });
 * assert.deepEqual(tried, ["::", "0.0.0.0"]);
 * ```
 */
export async function listenAt(
  hostname: string,
  listen: (hostname: string) => Promise<unknown>,
): Promise<void> {
  try {
    await listen(hostname);
  } catch (error) {
    if (hostname !== ALL_ADDRESSES || !lacksIpv6(error)) throw error;
    await listen("0.0.0.0");
  }
}

function lacksIpv6(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return NO_IPV6.has(error.name) || "code" in error && NO_IPV6.has(String(error.code));
}
