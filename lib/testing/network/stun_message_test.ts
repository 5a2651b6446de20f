import assert from "node:assert/strict";
import { bindingRequest, mappedAddress } from "./stun_message.ts";

/** RFC 5769, 2.2: a sample response over IPv4, without its integrity and fingerprint. */
const RESPONSE = Uint8Array.fromHex(
  "0101003c2112a442b7e7a701bc34d686fa87dfae" +
    "8022000b7465737420766563746f7220" +
    "002000080001a147e112a643",
);

Deno.test("mappedAddress() reads the RFC's sample response", () => {
  assert.deepEqual(mappedAddress(RESPONSE), { address: "192.0.2.1", port: 32853 });
});

Deno.test("mappedAddress() finds no address in a request, a stump or nothing", () => {
  assert.equal(mappedAddress(bindingRequest()), undefined);
  for (let length = 0; length < RESPONSE.length; length++) {
    assert.equal(mappedAddress(RESPONSE.subarray(0, length)), undefined);
  }
});

Deno.test("bindingRequest() has another transaction each time", () => {
  assert.notDeepEqual(bindingRequest(), bindingRequest());
});
