import assert from "node:assert/strict";
import type { TestOutcome, TestResult } from "./junit_report.ts";
import { summaryOf } from "./test_summary.ts";

function result(file: string, seconds: number, outcome: TestOutcome = "passed"): TestResult {
  return { file, name: `takes ${seconds}`, outcome, seconds };
}

Deno.test("the last line is the sum over all processes, and tells of skipped tests where there are any", () => {
  const passed = [result("a", 1), result("b", 1)];
  assert.equal(summaryOf(passed, []).lastLine, "2 passed, 0 failed");
  assert.equal(
    summaryOf([...passed, result("c", 1, "failed"), result("c", 0, "skipped")], []).lastLine,
    "2 passed, 1 failed, 1 skipped",
  );
});

Deno.test("a process that crashed, hung or told nothing is a failure with its name", () => {
  const { failed, lastLine } = summaryOf([result("a", 1), result("b", 2, "failed")], ["c hung"]);
  assert.deepEqual(failed, ["b: takes 2", "c hung"]);
  assert.equal(lastLine, "1 passed, 2 failed");
});

Deno.test("the slowest 20 tests are told first, then each file's sum, the short files together", () => {
  const tests = Array.from({ length: 30 }, (_, index) => result(`f${index % 3}`, index));
  const short = [result("short", 0.25), result("shorter", 0.125)];
  const { times } = summaryOf([...short, ...tests], []);
  assert.deepEqual([times[0], times[1], times[20], times[21]], [
    "Slowest tests:",
    "    29.0 s  takes 29  (f2)",
    "    10.0 s  takes 10  (f1)",
    "Files:",
  ]);
  assert.deepEqual(times.slice(22), [
    "   155.0 s  f2  (10)",
    "   145.0 s  f1  (10)",
    "   135.0 s  f0  (10)",
    "     0.4 s  2 files below a second each",
  ]);
});
