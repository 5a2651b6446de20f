import { join, resolve } from "node:path";
import * as esbuild from "esbuild";
import type { ResolvedBuildOptions } from "./builder.ts";
import { mapped, type ProjectConfig } from "./import_map.ts";
import type { AppFiles } from "./project_files.ts";

/** A file that can answer with a page, and what may be on it. */
export interface PageIslands {
  /** Relative to the routes folder; empty for pages the app's own module renders. */
  readonly path: string;
  /** Names, in the order of the imports. */
  readonly islands: readonly string[];
}

/** Files of `routes/` that put something around the pages of their folder, or answer in their place. */
const AROUND = /(^|\/)_(app|layout|middleware)\.[jt]sx?$/;

/** Finds the islands each page can show by following imports from its route, what is around it, and the app's module. */
export async function findPageIslands(
  { routeDir, serverEntry }: Pick<ResolvedBuildOptions, "routeDir" | "serverEntry">,
  { routes, islands }: AppFiles,
  project: ProjectConfig,
): Promise<PageIslands[]> {
  const ofRoutes = routes.map((path) => join(routeDir, path));
  // `appWrapper` and routes without a file are the app's module's; tests and tools build without one.
  const ofApp = exists(serverEntry) ? [serverEntry] : [];
  const graph = await importGraph([...ofRoutes, ...ofApp], project);
  const nameOf = new Map([...islands].map(([name, path]) => [path, name]));
  const pageOf = (path: string, files: readonly string[]) => {
    const reached = new Set<string>();
    for (const file of ofApp) addReachable(graph, file, reached);
    for (const file of files) addReachable(graph, join(routeDir, file), reached);
    return { path, islands: [...reached].flatMap((file) => nameOf.get(file) ?? []) };
  };
  const pages = routes.filter((path) => !/(^|\/)_/.test(path) || isErrorPage(path));
  return [
    ...pages.map((path) => pageOf(path, [...filesAround(path, routes), path])),
    pageOf("", filesAround("", routes)),
  ];
}

/** Whether a file of `routes/` is shown in place of a page that failed. */
export function isErrorPage(path: string): boolean {
  return /(^|\/)_error\.[jt]sx?$/.test(path);
}

/** Those of `routes` that are around the page `path`: in its folder and those above. */
export function filesAround(path: string, routes: readonly string[]): string[] {
  return routes.filter((file) =>
    AROUND.test(file) && path.startsWith(file.replace(/_\w+\.\w+$/, ""))
  );
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
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

/** Adds `from` and all it imports, directly or not. */
function addReachable(graph: Graph, from: string, found: Set<string>): void {
  if (found.has(from)) return;
  found.add(from);
  for (const next of graph.get(from) ?? []) addReachable(graph, next, found);
}
