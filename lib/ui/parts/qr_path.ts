/**
 * The dark modules of a QR code as one SVG path: a rectangle for every horizontal run.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(qrPath([[true, true, false, true]]), "M0 0h2v1h-2zM3 0h1v1h-1z");
 * ```
 */
export function qrPath(modules: readonly (readonly boolean[])[]): string {
  let path = "";
  for (const [y, row] of modules.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      const width = x - start + 1;
      path += `M${start} ${y}h${width}v1h-${width}z`;
    }
  }
  return path;
}
