/** How wide a network is: each width has a bound of its own (`NETWORK_SHARES`). */
export type NetworkWidth = "address" | "site" | "network";

/** One of the networks that an address belongs to. */
export interface Network {
  readonly width: NetworkWidth;
  /** Equal for all addresses in it, and for no others. */
  readonly key: string;
}

/**
 * The networks that an address is counted with, the narrowest first: itself; of IPv6 the /56 and the
 * /48 around it, of IPv4 the /24. Who has one address for each bound has a /48 of 65,536 of them for
 * the price of one.
 *
 * @param address what `addressKey` made of it
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const keys = (address: string) => networksOf(address).map(({ key }) => key);
 * assert.deepEqual(keys("203.0.113.7"), ["203.0.113.7", "203.0.113/24"]);
 * assert.deepEqual(keys("2001:db8:0:1ff"), ["2001:db8:0:1ff", "2001:db8:0:1/56", "2001:db8:0/48"]);
 * ```
 */
export function networksOf(address: string): readonly Network[] {
  const itself: Network = { width: "address", key: address };
  const [, block] = /^(\d+\.\d+\.\d+)\.\d+$/.exec(address) ?? [];
  if (block !== undefined) return [itself, { width: "network", key: `${block}/24` }];
  const [, prefix, last] = /^([\da-f]+:[\da-f]+:[\da-f]+):([\da-f]+)$/.exec(address) ?? [];
  if (prefix === undefined || last === undefined) return [itself];
  const site = (Number.parseInt(last, 16) >> 8).toString(16);
  return [
    itself,
    { width: "site", key: `${prefix}:${site}/56` },
    { width: "network", key: `${prefix}/48` },
  ];
}
