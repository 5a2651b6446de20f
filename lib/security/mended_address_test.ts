import assert from "node:assert/strict";
import { mendedAddress } from "./mended_address.ts";

const ID = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";
const KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";

for (
  const [path, base, expected] of [
    [`/room/${ID}%23${KEY}`, "", `/room/${ID}`],
    [`/room/${ID}%2523${KEY}`, "", `/room/${ID}`],
    [`/room/${ID}/%23${KEY}`, "", `/room/${ID}`],
    [`/view/${ID}%23${KEY}`, "", `/view/${ID}`],
    [`/room/${ID}%23${KEY}?utm_source=mail`, "", `/room/${ID}`],
    [`/room/${ID}?utm_source=mail%23${KEY}`, "", `/room/${ID}`],
    [`/our/share/room/${ID}%23${KEY}`, "/our/share", `/our/share/room/${ID}`],
  ] as const
) {
  Deno.test(`mendedAddress() leads ${path.replace(ID, "ID").replace(KEY, "KEY")} to its page`, () => {
    const url = new URL(path, "https://host.example");
    assert.equal(mendedAddress(url, base), `${expected}?via=escaped#${KEY}`);
  });
}

for (
  const [what, path, base] of [
    ["an address without a key", `/room/${ID}`, ""],
    ["a key that was cut", `/room/${ID}%23${KEY.slice(0, 40)}`, ""],
    ["another site's path", `/other/room/${ID}%23${KEY}`, ""],
    ["what lies outside of the app", `/room/${ID}%23${KEY}`, "/share"],
    ["an address within an address", `/x?next=/room/${ID}%23${KEY}`, ""],
    ["another host's link", `/https://evil.example/room/${ID}%23${KEY}`, ""],
    ["another page", `/presenter%23${KEY}`, ""],
  ] as const
) {
  Deno.test(`mendedAddress() leads ${what} nowhere`, () => {
    assert.equal(mendedAddress(new URL(path, "https://host.example"), base), undefined);
  });
}
