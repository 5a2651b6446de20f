// deno-lint-ignore-file no-console -- it is what is tested
import assert from "node:assert/strict";
import { FailureError } from "../protocol/failure.ts";
import { reportDefect } from "./report_defect.ts";

Deno.test("reportDefect logs what has no name, and nothing that has one", () => {
  const logged: unknown[] = [];
  const { error } = console;
  console.error = (what: unknown) => logged.push(what);
  try {
    const defects = [new TypeError("x is undefined"), new FailureError("internal", "a defect")];
    for (const defect of defects) reportDefect(defect);
    reportDefect(new FailureError("storage-full", "Cannot write"));
    assert.deepEqual(logged, defects);
  } finally {
    console.error = error;
  }
});
