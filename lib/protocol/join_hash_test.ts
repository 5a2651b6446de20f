import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { joinHashOf } from "./join_hash.ts";

for (const token of ["", "token", "A".repeat(43), "\u0436\u{1f426}"]) {
  Deno.test(`joinHashOf ${JSON.stringify(token)} is SHA-256 over its UTF-8 text, in base64url`, async () => {
    const expected = createHash("sha256").update(token, "utf8").digest("base64url");
    assert.equal(await joinHashOf(token), expected);
  });
}
