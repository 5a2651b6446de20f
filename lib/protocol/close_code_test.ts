import assert from "node:assert/strict";
import { CloseCode } from "./close_code.ts";

const codes = Object.values(CloseCode);

Deno.test("CloseCode has one meaning for each code", () => {
  assert.equal(new Set(codes).size, codes.length);
});

Deno.test("CloseCode holds codes that a server may send, and names that fit a close frame", () => {
  // RFC 6455 §7.4.1: these are never on the wire.
  for (const reserved of [1004, 1005, 1006, 1015]) {
    assert.ok(!codes.includes(reserved as CloseCode));
  }
  for (const code of codes) assert.ok(code < 1016 || (code >= 4000 && code < 5000), `${code}`);
  // §5.5: a control frame has 125 bytes, two of them the code.
  for (const name of Object.keys(CloseCode)) assert.ok(name.length <= 123, name);
});
