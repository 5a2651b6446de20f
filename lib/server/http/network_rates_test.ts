import assert from "node:assert/strict";
import { NETWORK_SHARES } from "../limits.ts";
import { perMinute } from "../token_bucket.ts";
import { NetworkRates } from "./network_rates.ts";

/** How many of so many addresses may. */
function take(rates: NetworkRates, count: number, address: (index: number) => string): number {
  let taken = 0;
  for (let index = 0; index < count; index++) if (rates.take(address(index), 0)) taken++;
  return taken;
}

Deno.test("NetworkRates gives an address its rate, and each network around it its share", () => {
  const hex = (number: number) => number.toString(16);
  for (
    const [what, share, address] of [
      ["an address", NETWORK_SHARES.address, () => "203.0.113.7"],
      ["an IPv4 /24", NETWORK_SHARES.network, (index: number) => `203.0.113.${index % 256}`],
      ["an IPv6 /56", NETWORK_SHARES.site, (index: number) => `2001:db8:1:${hex(index % 256)}`],
      ["an IPv6 /48", NETWORK_SHARES.network, (index: number) => `2001:db8:1:${hex(index * 256)}`],
    ] as const
  ) {
    const rates = new NetworkRates(perMinute(2));
    assert.equal(take(rates, 256, address), 2 * share, what);
    assert.ok(rates.take("198.51.100.1", 0) && rates.take("2001:db8:2:2", 0), what);
  }
});

Deno.test("NetworkRates: an address that is refused takes nothing from its neighbours", () => {
  const rates = new NetworkRates(perMinute(1));
  assert.equal(take(rates, 1_000, () => "203.0.113.7"), 1);
  assert.equal(
    take(rates, 255, (index) => `203.0.113.${index < 7 ? index : index + 1}`),
    NETWORK_SHARES.network - 1,
  );
});

Deno.test("NetworkRates tells whoever waits for a network how long that takes", () => {
  const rates = new NetworkRates({ burst: 1, perSecond: 1 });
  take(rates, NETWORK_SHARES.network, (index) => `203.0.113.${index}`);
  assert.equal(rates.waitMs("203.0.113.200", 0), 1000 / NETWORK_SHARES.network);
  assert.equal(rates.waitMs("203.0.113.0", 0), 1000);
  assert.ok(rates.take("203.0.113.200", 1000 / NETWORK_SHARES.network));
});

Deno.test("NetworkRates has what was given back, and no more than at first", () => {
  const rates = new NetworkRates(perMinute(1));
  assert.ok(rates.take("203.0.113.7", 0));
  rates.giveBack("203.0.113.7", 0);
  rates.giveBack("203.0.113.7", 0);
  assert.ok(rates.take("203.0.113.7", 0));
  assert.equal(rates.take("203.0.113.7", 0), false);
});
