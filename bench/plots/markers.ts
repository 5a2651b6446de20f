/** Where a generated table begins in a document; it ends with {@linkcode END}. */
const BEGIN = /^<!-- measured: ([\w-]+) -->$/;
const END = "<!-- end -->";

/**
 * Puts generated tables between their markers. Everything else stays as it is.
 *
 * @param tableOf the table of a name; throws where there is none
 * @throws {Error} at a marker without an end
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const page = "Speed:\n\n<!-- measured: speed -->\nold\n<!-- end -->\n";
 * assert.equal(
 *   fillMarkers(page, (name) => `the ${name}`),
 *   "Speed:\n\n<!-- measured: speed -->\n\nthe speed\n\n<!-- end -->\n",
 * );
 * ```
 */
export function fillMarkers(page: string, tableOf: (name: string) => string): string {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of page.split("\n")) {
    const name = BEGIN.exec(line)?.[1];
    if (open !== undefined && name !== undefined) break;
    if (open !== undefined && line !== END) continue;
    lines.push(line);
    open = name;
    if (name !== undefined) lines.push("", tableOf(name), "");
  }
  if (open !== undefined) throw new Error(`"${open}" has no end`);
  return lines.join("\n");
}

/** The names of a document's tables, in order. */
export function markersIn(page: string): string[] {
  return page.split("\n").flatMap((line) => BEGIN.exec(line)?.[1] ?? []);
}
