import assert from "node:assert/strict";
import { FAILURE_REASONS, FailureError, parseFailureReason, reasonOf } from "./failure.ts";

Deno.test("FAILURE_REASONS are distinct and fit an attribute and a file name", () => {
  assert.equal(new Set(FAILURE_REASONS).size, FAILURE_REASONS.length);
  for (const reason of FAILURE_REASONS) assert.match(reason, /^[a-z]+(-[a-z]+)*$/);
});

Deno.test("parseFailureReason takes every reason", () => {
  for (const reason of FAILURE_REASONS) assert.equal(parseFailureReason(reason), reason);
});

for (
  const value of [
    undefined,
    null,
    0,
    true,
    {},
    [],
    ["cancelled"], // Equal to a reason under `==`.
    Object("cancelled"),
    "",
    "Cancelled",
    "cancelled ",
    "__proto__",
    "constructor",
    "toString",
    "0",
    "length",
  ]
) {
  Deno.test(`parseFailureReason refuses ${JSON.stringify(value)} (${typeof value})`, () => {
    assert.equal(parseFailureReason(value), undefined);
  });
}

Deno.test("FailureError carries its reason, its message and its cause", () => {
  const cause = new TypeError("broken");
  const error = new FailureError("storage-full", "Cannot write: full", { cause });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "FailureError");
  assert.equal(error.reason, "storage-full");
  assert.equal(error.message, "Cannot write: full");
  assert.equal(error.cause, cause);
});

Deno.test("reasonOf finds the reason of a FailureError, and internal for anything else", () => {
  assert.equal(reasonOf(new FailureError("too-large", "")), "too-large");
  for (
    const error of [undefined, null, "cancelled", new Error("no"), { reason: "cancelled" }]
  ) assert.equal(reasonOf(error), "internal");
});
