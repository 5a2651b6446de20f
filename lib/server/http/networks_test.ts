import assert from "node:assert/strict";
import { addressKey } from "./client_address.ts";
import { networksOf } from "./networks.ts";

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["203.0.113.7", ["203.0.113.7", "203.0.113/24"]],
  ["::ffff:203.0.113.7", ["203.0.113.7", "203.0.113/24"]],
  ["2001:db8:a:b::7", ["2001:db8:a:b", "2001:db8:a:0/56", "2001:db8:a/48"]],
  ["2001:db8:a:abcd::7", ["2001:db8:a:abcd", "2001:db8:a:ab/56", "2001:db8:a/48"]],
  ["2001:DB8::1", ["2001:db8:0:0", "2001:db8:0:0/56", "2001:db8:0/48"]],
  ["nonsense", ["unknown"]],
  ["", ["unknown"]],
];

for (const [address, keys] of CASES) {
  Deno.test(`"${address}" is counted with ${keys.join(", ")}`, () => {
    assert.deepEqual(networksOf(addressKey(address)).map(({ key }) => key), keys);
  });
}

Deno.test("networksOf() names each width once, the narrowest first", () => {
  const widths = (address: string) => networksOf(address).map(({ width }) => width);
  assert.deepEqual(widths("203.0.113.7"), ["address", "network"]);
  assert.deepEqual(widths("2001:db8:0:1"), ["address", "site", "network"]);
  assert.deepEqual(widths("unknown"), ["address"]);
});
