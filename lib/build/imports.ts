import { dirname, join, normalize } from "node:path/posix";

const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

/**
 * The files that a source text names relative to its own: for values, for types alone, late, or to
 * pass them on.
 *
 * @param file the path of the source from the project's root
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const source = 'type B = typeof import("./b.ts");';
 * assert.deepEqual(importsOf("lib/ui/a.ts", source), ["lib/ui/b.ts"]);
 * ```
 */
export function importsOf(file: string, source: string): readonly string[] {
  return [...source.matchAll(IMPORT)].map(([, specifier = ""]) =>
    normalize(join(dirname(file), specifier))
  );
}
