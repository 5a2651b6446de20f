import assert from "node:assert/strict";
import { concatBytes, equalBytes, lengthValue, sha256, uint32 } from "./transcript.ts";

Deno.test("lengthValue() keeps different lists apart", () => {
  const lists = [[], [""], ["", ""], ["ab", "c"], ["a", "bc"], ["abc"], [
    "a",
    "b",
    "c",
  ]];
  const encoded = lists.map((list) => lengthValue(...list).toString());
  assert.equal(new Set(encoded).size, lists.length);
});

Deno.test("lengthValue() counts the bytes of UTF-8, not characters", () => {
  assert.deepEqual([...lengthValue("я")], [0, 0, 0, 2, 0xd1, 0x8f]);
});

Deno.test("uint32() writes the most significant byte first", () => {
  assert.deepEqual([...uint32(0x01020304)], [1, 2, 3, 4]);
  assert.deepEqual([...uint32(0xffff_ffff)], [255, 255, 255, 255]);
});

Deno.test("equalBytes() compares length and content", () => {
  assert.ok(
    equalBytes(new Uint8Array([1, 2]), concatBytes(uint32(0x102)).subarray(2)),
  );
  assert.ok(!equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3])));
  assert.ok(!equalBytes(new Uint8Array([1, 2]), new Uint8Array([1])));
});

Deno.test("sha256() gives FIPS 180-4's value for abc", async () => {
  const digest = await sha256(new TextEncoder().encode("abc"));
  assert.equal(
    Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
