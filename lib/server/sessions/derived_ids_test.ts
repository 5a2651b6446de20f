import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { parseSessionId } from "../../protocol/ids.ts";
import { is256Bits } from "../../protocol/base64url.ts";
import { newOwnerToken, peerIdOf, sessionIdOf } from "./derived_ids.ts";

Deno.test("ids are the head of SHA-256 over label and token, as version 4 uuids", async () => {
  for (
    const [label, id] of [
      ["filefrag session", await sessionIdOf("token")],
      ["filefrag peer", await peerIdOf("token")],
    ] as const
  ) {
    const hash = createHash("sha256").update(`${label}token`).digest("hex");
    const variant = "89ab"[parseInt(hash.charAt(16), 16) & 3];
    const groups = [
      hash.slice(0, 8),
      hash.slice(8, 12),
      `4${hash.slice(13, 16)}`,
      `${variant}${hash.slice(17, 20)}`,
      hash.slice(20, 32),
    ];
    assert.equal(id, groups.join("-"));
    assert.ok(parseSessionId(id));
  }
});

Deno.test("owner tokens are tokens of the protocol, each different", () => {
  const tokens = Array.from({ length: 100 }, newOwnerToken);
  assert.ok(tokens.every(is256Bits));
  assert.equal(new Set(tokens).size, tokens.length);
});
