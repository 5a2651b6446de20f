/**
 * One name, one meaning: a name that two files export would mean two things to who searches for it.
 * @module
 */
import type { Breach } from "./layers.ts";

/** What a framework calls by these names in many files. */
const CONVENTIONS = new Set(["config", "handler", "handlers"]);

/** The same act on another feature's state, and nothing else: the next state after an event. */
const SHARED = new Set(["transition"]);

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:interface|type|class|function\*?|const|enum) (\w+)/gm;

/**
 * Finds names that more than one file exports. What a file passes on from another counts once.
 *
 * @param files source texts by their paths from the project's root
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const files = [["a.ts", "export const x = 1;"], ["b.ts", "export type x = 2;"]] as const;
 * assert.deepEqual(sharedNames(files), [{ file: "b.ts", what: "exports x, as a.ts does" }]);
 * ```
 */
export function sharedNames(files: Iterable<readonly [path: string, source: string]>): Breach[] {
  const first = new Map<string, string>();
  const breaches: Breach[] = [];
  for (const [file, source] of files) {
    // The sample app of the library's tests is an app of its own.
    if (file.includes("/testdata/")) continue;
    for (const [, name = ""] of source.matchAll(EXPORT)) {
      if (CONVENTIONS.has(name) || SHARED.has(name)) continue;
      const other = first.get(name) ?? file;
      if (other !== file) breaches.push({ file, what: `exports ${name}, as ${other} does` });
      first.set(name, other);
    }
  }
  return breaches;
}
