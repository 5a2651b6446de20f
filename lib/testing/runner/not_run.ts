import type { TestResult } from "./junit_report.ts";

/** How a test says that it can't run here: its name, and why. */
const SAYING = /^not run: (.+)$/gim;

/**
 * What didn't run, in a line each: as the tests say it, and the names of those that were skipped without
 * a word.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const output = "Not run: a full disk: it takes root";
 * const [full, other] = ["a full disk", "another"].map((name) => (
 *   { file: "a_test.ts", name, outcome: "skipped", seconds: 0 } as const
 * ));
 * assert.deepEqual(notRunIn(output, [full!, other!]), [
 *   "a full disk: it takes root",
 *   "another: a_test.ts doesn't say why",
 * ]);
 * ```
 */
export function notRunIn(output: string, tests: readonly TestResult[]): string[] {
  const said = [...output.matchAll(SAYING)].map(([, line = ""]) => line);
  const unsaid = tests.filter(({ outcome, name }) =>
    outcome === "skipped" && !said.some((line) => line.startsWith(`${name}: `))
  );
  return [...said, ...unsaid.map(({ name, file }) => `${name}: ${file} doesn't say why`)];
}
