import { join, resolve } from "node:path";
import * as esbuild from "esbuild";
import { patternOf } from "../fs_routes.ts";
import { brotli } from "./assets.ts";
import type { Bundle, Script } from "./bundle.ts";
import { mapped, type ProjectConfig } from "./import_map.ts";

/** What a route's islands make the browser load before they can be used. */
export interface RouteSize {
  readonly route: string;
  readonly islands: readonly string[];
  readonly brotliBytes: number;
}

/** Measures every route that uses islands; scripts imported dynamically are not counted. */
export async function measureRoutes(
  routeDir: string,
  routes: readonly string[],
  islands: ReadonlyMap<string, string>,
  bundle: Bundle,
  project: ProjectConfig,
): Promise<RouteSize[]> {
  const graph = await importGraph(routes.map((path) => join(routeDir, path)), project);
  const nameOf = new Map([...islands].map(([name, path]) => [path, name]));
  const shared = routes.filter((path) => /(^|\/)_(app|layout)\.[jt]sx?$/.test(path));
  const bytesOf = new Map<string, Promise<number>>();
  const sizes: RouteSize[] = [];
  for (const path of routes.filter((path) => !/(^|\/)_/.test(path))) {
    const around = shared.filter((file) =>
      path.startsWith(file.replace(/_(app|layout)\.\w+$/, ""))
    );
    const used = new Set<string>();
    for (const file of [...around, path]) {
      for (const reached of reachable(graph, join(routeDir, file))) {
        used.add(nameOf.get(reached) ?? "");
      }
    }
    used.delete("");
    if (used.size === 0) continue;
    const scripts = closure(
      [bundle.boot, ...[...used].map((name) => bundle.islands.get(name))],
      bundle,
    );
    let brotliBytes = 0;
    for (const script of scripts) {
      const bytes = bytesOf.get(script.url) ??
        brotli(script.content).then((content) => content.byteLength);
      bytesOf.set(script.url, bytes);
      brotliBytes += await bytes;
    }
    sizes.push({
      route: patternOf(path.replace(/\.[jt]sx?$/, "")),
      islands: [...used],
      brotliBytes,
    });
  }
  return sizes;
}

/** `/  Sender  23.4 KB brotli` for each route. */
export function describeSizes(sizes: readonly RouteSize[]): string[] {
  return sizes.map(({ route, islands, brotliBytes }) =>
    `${route}  ${islands.join("+")}  ${(brotliBytes / 1000).toFixed(1)} KB brotli`
  );
}

function closure(entries: (Script | undefined)[], { scripts }: Bundle): Set<Script> {
  const urls = new Set(
    entries.flatMap((entry) => entry === undefined ? [] : [entry.url, ...entry.imports]),
  );
  return new Set(scripts.filter(({ url }) => urls.has(url)));
}

type Graph = ReadonlyMap<string, readonly string[]>;

/** Which of the project's files import which. Packages stay outside: they import no islands. */
async function importGraph(entries: string[], project: ProjectConfig): Promise<Graph> {
  const { metafile } = await esbuild.build({
    entryPoints: entries,
    absWorkingDir: project.directory,
    outdir: "_graph",
    write: false,
    metafile: true,
    bundle: true,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "silent",
    plugins: [{
      name: "project-files-only",
      setup(build) {
        build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
          if (kind === "entry-point") return undefined;
          const target = mapped(path, project.imports);
          return target.startsWith("./")
            ? { path: join(project.directory, target) }
            : { path, external: true };
        });
      },
    }],
  });
  const absolute = (path: string) => resolve(project.directory, path);
  return new Map(
    Object.entries(metafile.inputs).map((
      [path, { imports }],
    ) => [absolute(path), imports.map((entry) => absolute(entry.path))]),
  );
}

function reachable(graph: Graph, from: string, found = new Set<string>()): Set<string> {
  if (found.has(from)) return found;
  found.add(from);
  for (const next of graph.get(from) ?? []) reachable(graph, next, found);
  return found;
}
