import assert from "node:assert/strict";
import { FAILURE_REASONS } from "../../protocol/failure.ts";
import { FAILURE_TRAITS } from "../../protocol/failure_traits.ts";
import { keepsAfter } from "./kept_after.ts";

for (const reason of FAILURE_REASONS) {
  const { keepsReceived } = FAILURE_TRAITS[reason];
  Deno.test(`keepsAfter: ${reason} ${keepsReceived ? "keeps" : "discards"} what was received`, () => {
    assert.equal(keepsAfter(reason, false), keepsReceived);
  });
}

Deno.test("keepsAfter: only source-changed tells that what is held was refused", () => {
  assert.equal(keepsAfter("source-changed", true), false);
  assert.equal(keepsAfter("connection-lost", true), true);
});
