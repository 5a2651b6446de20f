import { patternOf } from "../fs_routes.ts";
import { brotli } from "./assets.ts";
import type { Bundle } from "./bundle.ts";
import type { Script } from "./bundle_entries.ts";
import { isErrorPage, type PageIslands } from "./page_islands.ts";

/** What a route's islands make the browser load before they can be used. */
export interface RouteSize {
  readonly route: string;
  readonly islands: readonly string[];
  readonly brotliBytes: number;
}

/** Measures every route that uses islands; scripts imported dynamically are not counted. */
export async function measureRoutes(
  pages: readonly PageIslands[],
  bundle: Bundle,
): Promise<RouteSize[]> {
  const bytesOf = new Map<string, Promise<number>>();
  const sizes: RouteSize[] = [];
  for (const { path, islands } of pages) {
    if (islands.length === 0 || path === "" || isErrorPage(path)) continue;
    let brotliBytes = 0;
    for (const script of scriptsOf(islands, bundle)) {
      const bytes = bytesOf.get(script.url) ??
        brotli(script.content).then((content) => content.byteLength);
      bytesOf.set(script.url, bytes);
      brotliBytes += await bytes;
    }
    sizes.push({ route: patternOf(path.replace(/\.[jt]sx?$/, "")), islands, brotliBytes });
  }
  return sizes;
}

/** `/  Sender  23.4 KB brotli` for each route. */
export function describeSizes(sizes: readonly RouteSize[]): string[] {
  return sizes.map(({ route, islands, brotliBytes }) =>
    `${route}  ${islands.join("+")}  ${(brotliBytes / 1000).toFixed(1)} KB brotli`
  );
}

/** The scripts a page with these islands loads before it can be used. */
function scriptsOf(islands: readonly string[], bundle: Bundle): Script[] {
  const urls = new Set<string>();
  for (const name of islands) {
    const script = bundle.islands.get(name)?.script;
    if (script !== undefined) [script.url, ...script.imports].forEach((url) => urls.add(url));
  }
  return bundle.scripts.filter(({ url }) => urls.has(url));
}
