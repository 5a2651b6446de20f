import type { ListedFile } from "../facts/transfer_facts.ts";
import { localDay } from "../parts/local_day.ts";

/**
 * The name of the archive of files: that of the only thing at their top, else one with the date.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const at = (name: string) => ({ name });
 * const now = new Date("2024-05-06T12:00");
 * assert.equal(archiveName([at("trip/a.jpg"), at("trip/b/")], now), "trip.zip");
 * assert.equal(archiveName([at("trip/a.jpg"), at("b.jpg")], now), "FileFrag 2024-05-06.zip");
 * ```
 */
export function archiveName(files: readonly Pick<ListedFile, "name">[], now: Date): string {
  const tops = new Set(files.map(({ name }) => name.split("/", 1)[0]));
  const [top] = tops;
  if (tops.size === 1 && top && files.some(({ name }) => name.includes("/"))) return `${top}.zip`;
  return `FileFrag ${localDay(now)}.zip`;
}
