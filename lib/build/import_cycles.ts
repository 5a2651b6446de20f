/**
 * No file may import itself by way of others: who wants to understand one of a circle has to
 * understand all of it, and none of them can be moved or tested alone.
 * @module
 */
import { importsOf } from "./imports.ts";
import type { Breach } from "./layers.ts";

/** Mirrors a published library, whose context renders pages that are given the context. */
const EXEMPT = "lib/fresh/";

/**
 * Finds files that import themselves by way of others, also where that is for types alone.
 *
 * @param files source texts by their paths from the project's root
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const files = [["a.ts", 'import "./b.ts";'], ["b.ts", 'import "./a.ts";']] as const;
 * assert.equal(importCycles(files)[0]?.what, "imports itself: a.ts → b.ts → a.ts");
 * ```
 */
export function importCycles(files: Iterable<readonly [path: string, source: string]>): Breach[] {
  const imports = new Map<string, readonly string[]>();
  for (const [file, source] of files) {
    if (!file.startsWith(EXEMPT)) imports.set(file, importsOf(file, source));
  }
  const breaches: Breach[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  function visit(file: string): void {
    const start = way.indexOf(file);
    if (start >= 0) {
      const what = `imports itself: ${[...way.slice(start), file].join(" → ")}`;
      breaches.push({ file, what });
      return;
    }
    if (done.has(file)) return;
    way.push(file);
    for (const target of imports.get(file) ?? []) visit(target);
    way.pop();
    done.add(file);
  }
  for (const file of imports.keys()) visit(file);
  return breaches;
}
