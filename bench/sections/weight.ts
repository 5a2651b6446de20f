import type { SectionResult } from "../section.ts";
import { markdownTable } from "../table.ts";

/** Where the build tells what each page loads before it can be used. */
const SIZES_FILE = "_fresh/sizes.json";

interface PageSize {
  readonly route: string;
  readonly brotliBytes: number;
}

/** The JavaScript that each page loads before it can be used, out of the build. */
export async function weight(): Promise<SectionResult> {
  const pages = parseSizes(JSON.parse(await Deno.readTextFile(SIZES_FILE)));
  const rows = pages.map(({ route, brotliBytes }) => [
    `\`${route}\``,
    (brotliBytes / 1000).toFixed(1),
  ]);
  return {
    data: pages,
    table: markdownTable(["page", "JavaScript before use, KB (1000 bytes), brotli"], rows),
  };
}

function parseSizes(value: unknown): PageSize[] {
  const isPage = (page: unknown): page is PageSize =>
    typeof page === "object" && page !== null && "route" in page && "brotliBytes" in page &&
    typeof page.route === "string" && typeof page.brotliBytes === "number";
  if (!Array.isArray(value) || !value.every(isPage)) {
    throw new TypeError(`Cannot read ${SIZES_FILE}: not a list of pages with their sizes`);
  }
  return value.map(({ route, brotliBytes }) => ({ route, brotliBytes }));
}
