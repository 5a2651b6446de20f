import type { TestResult } from "./junit_report.ts";

const SLOWEST = 20;

/** Files that took less than this are told together. */
const TOLD_FROM_SECONDS = 1;

/** What became of all tests. */
export interface Summary {
  /** Lines about where the time went, slowest first. */
  readonly times: readonly string[];
  /** The names of what failed. */
  readonly failed: readonly string[];
  /** `12 passed, 0 failed`, and what was skipped where that is any. */
  readonly lastLine: string;
}

/**
 * Adds up the tests of all processes.
 *
 * @param broken what failed and is no test: a process that crashed, hung or told nothing
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const test = { file: "a_test.ts", name: "adds", outcome: "passed", seconds: 2 } as const;
 * assert.equal(summaryOf([test], ["b_test.ts hung"]).lastLine, "1 passed, 1 failed");
 * ```
 */
export function summaryOf(tests: readonly TestResult[], broken: readonly string[]): Summary {
  const having = (outcome: TestResult["outcome"]) =>
    tests.filter((test) => test.outcome === outcome);
  const failed = [...having("failed").map(({ file, name }) => `${file}: ${name}`), ...broken];
  const skipped = having("skipped").length;
  const counts = [`${having("passed").length} passed`, `${failed.length} failed`];
  if (skipped > 0) counts.push(`${skipped} skipped`);
  return { times: timesOf(tests), failed, lastLine: counts.join(", ") };
}

function timesOf(tests: readonly TestResult[]): string[] {
  const slowest = tests.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  const files = Object.entries(Object.groupBy(tests, ({ file }) => file))
    .map(([file, all = []]) => ({ file, count: all.length, seconds: sumOf(all) }))
    .toSorted((a, b) => b.seconds - a.seconds);
  const told = files.filter(({ seconds }) => seconds >= TOLD_FROM_SECONDS);
  const others = files.slice(told.length);
  return [
    "Slowest tests:",
    ...slowest.map(({ seconds, file, name }) => `${columnOf(seconds)}  ${name}  (${file})`),
    "Files:",
    ...told.map(({ seconds, file, count }) => `${columnOf(seconds)}  ${file}  (${count})`),
    `${columnOf(sumOf(others))}  ${others.length} files below a second each`,
  ];
}

function sumOf(all: readonly { readonly seconds: number }[]): number {
  return all.reduce((sum, { seconds }) => sum + seconds, 0);
}

function columnOf(seconds: number): string {
  return `${seconds.toFixed(1)} s`.padStart(10);
}
