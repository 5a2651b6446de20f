import { Wire, type WireEnd, type WireOptions } from "./wire.ts";

/**
 * Joins two namespaces by a cable of the kernel's: no delay, no loss, and nothing to take away, as
 * it goes with either namespace. Both devices are up and have no addresses.
 */
export async function joinByCable(first: WireEnd, second: WireEnd): Promise<void> {
  const { namespace, device } = first;
  await namespace.ip(
    ...["link", "add", device, "type", "veth"],
    ...["peer", "name", second.device, "netns", second.namespace.name],
  );
  await namespace.ip("link", "set", device, "up");
  await second.namespace.ip("link", "set", second.device, "up");
}

/** Joins two namespaces by a {@linkcode Wire} where options for one are given, else by a cable. */
export async function join(
  first: WireEnd,
  second: WireEnd,
  wire: WireOptions | undefined,
): Promise<Wire | undefined> {
  if (wire) return await Wire.connect(first, second, wire);
  await joinByCable(first, second);
}
