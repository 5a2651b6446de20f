/** How a test ended. */
export type TestOutcome = "passed" | "failed" | "skipped";

/** One test of a report. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly outcome: TestOutcome;
  readonly seconds: number;
}

const SUITE = /<testsuite name="([^"]*)"[^>]*>([\s\S]*?)<\/testsuite>/g;
const CASE = /<testcase name="([^"]*)"[^>]* time="([\d.]+)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g;

/**
 * The tests of a report that `deno test --junit-path` wrote. Steps aren't counted, as Deno itself doesn't:
 * the report has them behind the tests, named `test > step`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const report = `<testsuite name="./a_test.ts"><testcase name="a &lt; b" time="0.5">
 *   </testcase><testcase name="a &lt; b &gt; a step" time="0.4"></testcase></testsuite>`;
 * assert.deepEqual(parseJunit(report), [
 *   { file: "a_test.ts", name: "a < b", outcome: "passed", seconds: 0.5 },
 * ]);
 * ```
 */
export function parseJunit(xml: string): TestResult[] {
  const results: TestResult[] = [];
  for (const [, suite = "", cases = ""] of xml.matchAll(SUITE)) {
    const file = unescaped(suite).replace(/^\.\//, "");
    const names = new Set<string>();
    for (const [, escaped = "", seconds, body = ""] of cases.matchAll(CASE)) {
      const name = unescaped(escaped);
      if (isStep(name, names)) continue;
      names.add(name);
      results.push({ file, name, outcome: outcomeOf(body), seconds: Number(seconds) });
    }
  }
  return results;
}

function isStep(name: string, tests: ReadonlySet<string>): boolean {
  for (let at = name.indexOf(" > "); at >= 0; at = name.indexOf(" > ", at + 1)) {
    if (tests.has(name.slice(0, at))) return true;
  }
  return false;
}

function outcomeOf(body: string): TestOutcome {
  if (body.includes("<failure") || body.includes("<error")) return "failed";
  return body.includes("<skipped") ? "skipped" : "passed";
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
