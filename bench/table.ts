/**
 * A Markdown table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(markdownTable(["a", "b"], [["1", "2"]]), "| a | b |\n|---|---|\n| 1 | 2 |");
 * ```
 */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line)].join("\n");
}
