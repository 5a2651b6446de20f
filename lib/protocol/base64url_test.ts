import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { decodeBase64Url, encodeBase64Url, is256Bits } from "./base64url.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Deno.test("encodeBase64Url and decodeBase64Url agree with another implementation at every length", () => {
  const random = new SeededRandom(64);
  for (let length = 0; length < 200; length++) {
    const bytes = random.bytes(length);
    const text = encodeBase64Url(bytes);
    assert.equal(text, Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(decodeBase64Url(text, length), bytes);
  }
});

Deno.test("decodeBase64Url knows one text for each byte, and no other of two letters", () => {
  const bytesSeen = new Set<number>();
  let taken = 0;
  for (const first of ALPHABET) {
    for (const second of ALPHABET) {
      const [byte] = decodeBase64Url(first + second, 1) ?? [];
      if (byte === undefined) continue;
      taken++;
      bytesSeen.add(byte);
    }
  }
  // 4096 texts, but only those whose last four bits are zero are canonical.
  assert.equal(taken, 256);
  assert.equal(bytesSeen.size, 256);
});

const zeros = "A".repeat(43); // 32 bytes.

for (
  const [what, text] of [
    ["nothing", ""],
    ["one character too few", zeros.slice(1)],
    ["one character too many", `${zeros}A`],
    ["padding", `${zeros}=`],
    ["padding inside the length", `${zeros.slice(1)}=`],
    ["stray trailing bits", `${zeros.slice(1)}B`],
    ["the other alphabet's plus", `+${zeros.slice(1)}`],
    ["the other alphabet's slash", `/${zeros.slice(1)}`],
    ["a space, which atob skips", ` ${zeros.slice(1)}`],
    ["a line break at the end", `${zeros.slice(1)}\n`],
    ["a zero character", `\0${zeros.slice(1)}`],
    ["a letter that only looks right", `\u0410${zeros.slice(1)}`],
    ["half of a surrogate pair", `\ud83d${zeros.slice(1)}`],
    ["a name of the prototype", "__proto__"],
  ] as const
) {
  Deno.test(`decodeBase64Url refuses ${what}`, () => {
    assert.equal(decodeBase64Url(text, 32), undefined);
  });
}

Deno.test("decodeBase64Url holds the text to the length it is asked for", () => {
  for (let length = 0; length < 70; length++) {
    const taken = decodeBase64Url(zeros, length) !== undefined;
    assert.equal(taken, length === 32, `${length} bytes`);
  }
});

Deno.test("decodeBase64Url answers any text without throwing, and what it takes has one text only", () => {
  const random = new SeededRandom(65);
  for (let round = 0; round < 20_000; round++) {
    const length = random.below(12);
    const letters = Array.from(
      { length: random.below(18) },
      () =>
        random.chance(0.95) ? random.pick([...ALPHABET]) : String.fromCharCode(random.below(300)),
    );
    const text = letters.join("");
    const bytes = decodeBase64Url(text, length);
    if (bytes === undefined) continue;
    assert.equal(bytes.length, length);
    assert.equal(encodeBase64Url(bytes), text);
  }
});

Deno.test("is256Bits takes the canonical text of 32 bytes, and nothing else", () => {
  assert.equal(is256Bits(zeros), true);
  assert.equal(is256Bits("_-8" + zeros.slice(3)), true);
  for (const value of ["", zeros.slice(1), `${zeros}A`, `${zeros}=`, [zeros], 7, null, undefined]) {
    assert.equal(is256Bits(value), false, String(value));
  }
});
