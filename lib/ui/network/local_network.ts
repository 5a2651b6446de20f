/** What the permission is called, the newest name first; Chromium knew it by the other one until 145. */
const NAMES = ["local-network", "local-network-access"] as const;

/**
 * Whether this page may reach devices of its own network, where the browser has a permission for that
 * (WICG local-network-access). Browsers without one let every page, or leave it to the system, as Safari
 * does: they answer `undefined`.
 */
export async function queryLocalNetwork(
  permissions: Pick<Permissions, "query"> | undefined,
): Promise<PermissionStatus | undefined> {
  for (const name of NAMES) {
    try {
      // TypeScript's library lists the names that it knows.
      return await permissions?.query({ name } as { name: string } as PermissionDescriptor);
    } catch {
      // A browser that doesn't know the name rejects (W3C permissions §6.2.1).
    }
  }
  return undefined;
}
