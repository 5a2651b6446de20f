import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { hkdfSync } from "node:crypto";
import { is256Bits } from "../protocol/base64url.ts";
import { createLinkSecret, encodeLinkKey, joinTokenOf, parseLinkKey } from "./link.ts";

const KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";

Deno.test("createLinkSecret() never gives the same 32 bytes again", () => {
  const keys = Array.from(
    { length: 100 },
    () => encodeLinkKey(createLinkSecret()),
  );
  assert.equal(new Set(keys).size, 100);
  assert.ok(keys.every((key) => key.length === 43));
});

Deno.test("parseLinkKey() reads what encodeLinkKey() wrote, with or without one #", () => {
  const secret = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
  assert.equal(encodeLinkKey(secret), KEY);
  assert.deepEqual(parseLinkKey(KEY), secret);
  assert.deepEqual(parseLinkKey("#" + KEY), secret);
});

Deno.test("parseLinkKey() reads a key whatever its way put around and into it", () => {
  const secret = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
  for (
    const text of [
      "##" + KEY,
      "%23" + KEY,
      "#%23" + KEY,
      "%2523" + KEY,
      "# " + KEY,
      ...[")", ".", ">", '"', "*", "!", "=", "#", "/", "A", "_", "й", "…"].map((end) => KEY + end),
      KEY + "&utm_source=x",
      KEY + "?utm_source=x&fbclid=1",
      KEY + "%20",
      KEY + "%E2%80%A6",
      KEY + "%",
      KEY + " and thanks",
      "\u200b" + KEY + "\ufeff",
      "%E2%80%8B" + KEY,
      KEY.slice(0, 20) + "\u200b" + KEY.slice(20),
      KEY.slice(0, 20) + "%E2%80%8B" + KEY.slice(20),
      KEY.slice(0, 20) + "\r\n" + KEY.slice(20),
      KEY.slice(0, 20) + "\u00ad" + KEY.slice(20),
    ]
  ) assert.deepEqual(parseLinkKey(text), secret, text);
});

Deno.test("parseLinkKey() refuses what doesn't begin with the canonical form of 32 bytes", () => {
  for (
    const text of [
      "",
      "#",
      "%",
      "#utm_source=x",
      KEY.slice(1),
      KEY.slice(0, -1) + "B", // stray trailing bits
      KEY.slice(0, 42) + " " + KEY.slice(42),
      KEY.slice(0, 42) + ".",
      KEY.replace("Q", "+"),
      KEY.replace("Q", " "),
      KEY.replace("Q", "й"),
      "x" + KEY,
      "=" + KEY,
      "\u200b" + KEY.slice(1),
    ]
  ) assert.equal(parseLinkKey(text), undefined, text);
});

Deno.test("joinTokenOf() is HKDF-SHA-256 with its own label, and a token to the server", async () => {
  const secret = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
  const token = await joinTokenOf(secret);
  assert.ok(is256Bits(token));
  assert.equal(
    token,
    Buffer.from(hkdfSync("sha256", secret, "", "filefrag 1 join", 32)).toString(
      "base64url",
    ),
  );
  assert.equal(token, "NtMDgVGD0EEpznHO0MRuUCoNBBMjCGodnnlGcd1D4t0");
  assert.notEqual(token, await joinTokenOf(createLinkSecret()));
});
