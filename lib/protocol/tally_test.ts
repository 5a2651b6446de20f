import assert from "node:assert/strict";
import { decodeTally, encodeTally, TALLY_BYTES } from "./tally.ts";

Deno.test("a tally survives the wire, up to the largest whole number a double counts", () => {
  for (const bytes of [0, 1, 65_536, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    assert.equal(decodeTally(encodeTally(bytes).buffer), bytes);
  }
});

Deno.test("a tally is laid out as the page on the protocol draws it", () => {
  const expected = new Uint8Array([2, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]);
  assert.deepEqual(encodeTally(0x0102030405), expected);
});

Deno.test("another length, another type, a reserved byte or too large a number is no tally", () => {
  const changed = (at: number, to: number) => {
    const message = encodeTally(7);
    message[at] = to;
    return message.buffer;
  };
  const wrong = [
    new ArrayBuffer(0),
    new ArrayBuffer(TALLY_BYTES - 1),
    new ArrayBuffer(TALLY_BYTES + 1),
    changed(0, 1),
    ...[1, 2, 3].map((at) => changed(at, 1)),
    changed(4, 0xff),
    changed(5, 0x20), // 2 to the power of 53
  ];
  for (const message of wrong) assert.equal(decodeTally(message), undefined);
});
