import assert from "node:assert/strict";
import { NETWORK_SHARES } from "../limits.ts";
import { NetworkCounts } from "./network_counts.ts";

/** Adds as many as there is room for, one of each address. */
function fill(counts: NetworkCounts, addresses: Iterable<string>): number {
  let added = 0;
  for (const address of addresses) {
    if (!counts.hasRoom(address)) continue;
    counts.add(address);
    added++;
  }
  return added;
}

function* each(count: number, address: (index: number) => string): Iterable<string> {
  for (let index = 0; index < count; index++) yield address(index);
}

const hex = (number: number) => number.toString(16);

Deno.test("NetworkCounts gives an address so many, and each network around it its share", () => {
  for (
    const [what, share, address] of [
      ["an address", NETWORK_SHARES.address, () => "203.0.113.7"],
      ["an IPv4 /24", NETWORK_SHARES.network, (index: number) => `203.0.113.${index % 256}`],
      ["an IPv6 /64", NETWORK_SHARES.address, () => "2001:db8:1:2"],
      ["an IPv6 /56", NETWORK_SHARES.site, (index: number) => `2001:db8:1:${hex(index % 256)}`],
      ["an IPv6 /48", NETWORK_SHARES.network, (index: number) => `2001:db8:1:${hex(index * 256)}`],
    ] as const
  ) {
    const counts = new NetworkCounts(3);
    assert.equal(fill(counts, each(256, address)), 3 * share, what);
    assert.ok(counts.hasRoom("198.51.100.1") && counts.hasRoom("2001:db8:2:2"), what);
  }
});

Deno.test("NetworkCounts has room again for what was removed, and keeps nothing of who holds nothing", () => {
  const counts = new NetworkCounts(1);
  const addresses = [...each(NETWORK_SHARES.network, (index) => `203.0.113.${index}`)];
  assert.equal(fill(counts, addresses), NETWORK_SHARES.network);
  assert.equal(counts.hasRoom("203.0.113.200"), false);
  counts.remove("203.0.113.0");
  assert.ok(counts.hasRoom("203.0.113.200"));
  for (const address of addresses.slice(1)) counts.remove(address);
  assert.equal(counts.size, 0);
});
