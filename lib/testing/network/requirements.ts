/** What a test wants to set up. */
export type NetworkKind = "distance" | "nat" | "nat with a STUN server";

/** The tools of each, with Debian's package of each. */
const DISTANCE_TOOLS = { ip: "iproute2" };
const NAT_TOOLS = { ...DISTANCE_TOOLS, nft: "nftables", conntrack: "conntrack" };
const TOOLS: Readonly<Record<NetworkKind, Readonly<Record<string, string>>>> = {
  "distance": DISTANCE_TOOLS,
  "nat": NAT_TOOLS,
  "nat with a STUN server": { ...NAT_TOOLS, turnserver: "coturn", openssl: "openssl" },
};

/**
 * What this machine lacks for a network, in a sentence each; nothing where all is there.
 *
 * @example
 * ```ts
 * const missing = await missingFor("distance");
 * Deno.test({ name: "over a distance", ignore: missing.length > 0, fn: () => {} });
 * ```
 */
export async function missingFor(kind: NetworkKind): Promise<string[]> {
  if (Deno.build.os !== "linux") return ["Network namespaces are Linux's, and this isn't Linux."];
  const missing: string[] = [];
  if (Deno.uid() !== 0) missing.push("Only root may make network namespaces, and this isn't root.");
  for (const [tool, debianPackage] of Object.entries(TOOLS[kind])) {
    if (await isInPath(tool)) continue;
    missing.push(`"${tool}" isn't installed (Debian: apt-get install ${debianPackage}).`);
  }
  if (!await exists("/dev/net/tun")) missing.push("The kernel has no TUN devices (/dev/net/tun).");
  return missing;
}

async function isInPath(tool: string): Promise<boolean> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    if (await exists(`${folder}/${tool}`)) return true;
  }
  return false;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
