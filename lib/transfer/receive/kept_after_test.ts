import assert from "node:assert/strict";
import { FAILURE_REASONS, type FailureReason } from "../../protocol/failure.ts";
import { keepsAfter } from "./kept_after.ts";

/** Whoever may come back finds what was received; all other endings discard it. */
const KEPT: readonly FailureReason[] = [
  "session-full",
  "replaced",
  "other-tab",
  "server-unreachable",
  "server-busy",
  "no-route",
  "no-relay",
  "connection-lost",
  "peer-left",
  "version-mismatch",
  "source-changed",
  "storage-full",
  "storage-failed",
  "place-denied",
  "timed-out",
  "internal",
];

for (const reason of FAILURE_REASONS) {
  const keeps = KEPT.includes(reason);
  Deno.test(`keepsAfter: ${reason} ${keeps ? "keeps" : "discards"} what was received`, () => {
    assert.equal(keepsAfter(reason, false), keeps);
  });
}

Deno.test("keepsAfter: only source-changed tells that what is held was refused", () => {
  assert.equal(keepsAfter("source-changed", true), false);
  assert.equal(keepsAfter("connection-lost", true), true);
});
