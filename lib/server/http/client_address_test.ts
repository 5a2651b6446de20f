import assert from "node:assert/strict";
import { addressKey } from "./client_address.ts";

const CASES: readonly (readonly [string, string | undefined, string])[] = [
  ["203.0.113.7", undefined, "203.0.113.7"],
  ["::ffff:203.0.113.7", undefined, "203.0.113.7"],
  ["::ffff:cb00:7107", undefined, "203.0.113.7"],
  ["::1", undefined, "0:0:0:0"],
  ["2001:db8::1", undefined, "2001:db8:0:0"],
  ["2001:db8:0:0:ffff::2", undefined, "2001:db8:0:0"],
  ["2001:DB8:1:2:3:4:5:6", undefined, "2001:db8:1:2"],
  ["fe80::1%eth0", undefined, "fe80:0:0:0"],
  ["1:2:3:4:5:6:7::", undefined, "1:2:3:4"],
  ["", undefined, "unknown"],
  ["/run/filefrag.sock", undefined, "unknown"],
  ["10.0.0.1", "", "10.0.0.1"],
  ["10.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"],
  ["10.0.0.1", "203.0.113.7:4711", "203.0.113.7"],
  ["10.0.0.1", "[2001:db8::1]:4711", "2001:db8:0:0"],
  ["10.0.0.1", "2001:db8::1", "2001:db8:0:0"],
  ["10.0.0.1", "unknown", "unknown"],
  ["10.0.0.1", "203.0.113.7, <script>", "unknown"],
];

for (const [remote, forwardedFor, key] of CASES) {
  const via = forwardedFor === undefined ? "" : ` via "${forwardedFor}"`;
  Deno.test(`"${remote}"${via} is counted as ${key}`, () => {
    assert.equal(addressKey(remote, forwardedFor), key);
  });
}
