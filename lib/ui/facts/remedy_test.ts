import assert from "node:assert/strict";
import { FAILURE_REASONS } from "../../protocol/failure.ts";
import { FAILURE_TRAITS } from "../../protocol/failure_traits.ts";
import { mayRetry, remedyFor } from "./remedy.ts";

for (const reason of FAILURE_REASONS) {
  const { remedy } = FAILURE_TRAITS[reason];
  Deno.test(`remedyFor: after ${reason} it is ${remedy}`, () => {
    assert.equal(remedyFor(reason), remedy);
  });
}

Deno.test("mayRetry: the same page helps where one tries again or takes over", () => {
  assert.equal(mayRetry("no-route"), true);
  assert.equal(mayRetry("replaced"), true);
  assert.equal(mayRetry("tampered"), false);
  assert.equal(mayRetry("no-key"), false);
});
