import { relative, resolve } from "node:path";
import * as esbuild from "esbuild";
import { browserOnlyPlugin } from "./browser_only.ts";
import { importMapPlugin, type ProjectConfig } from "./import_map.ts";

/** How the browser's code is bundled. */
export interface BundleSettings {
  readonly project: ProjectConfig;
  readonly target: string | string[];
  readonly isProduction: boolean;
  /** What `asset()` adds to URLs. */
  readonly buildId: string;
}

/** One script: where it is served, what it holds, and what must be there before it runs. */
export interface Script {
  readonly url: string;
  readonly content: Uint8Array<ArrayBuffer>;
  /** URLs of everything it imports statically, directly or not. */
  readonly imports: readonly string[];
}

/** What one run of the bundler makes. */
export interface BundledEntries {
  /** By the names the entries were given. */
  readonly entries: ReadonlyMap<string, Script>;
  /** Every script, those loaded later included. */
  readonly scripts: readonly Script[];
  /** Absolute paths of the files that are imported dynamically. */
  readonly loadedLater: ReadonlySet<string>;
}

const SCRIPTS_URL = "/_fresh/js/";

/**
 * Bundles entries, with the code they share split off.
 *
 * @param folder below the scripts' URL; runs must differ in it, so that no two can give one URL to different content
 * @param entries absolute paths of the sources, or specifiers `plugins` resolve, by the names their scripts get
 * @throws {Error} naming file and importer, when one needs something a browser doesn't have
 */
export async function bundleEntries(
  folder: string,
  entries: ReadonlyMap<string, string>,
  { project, target, isProduction, buildId }: BundleSettings,
  plugins: readonly esbuild.Plugin[] = [],
): Promise<BundledEntries> {
  const root = resolve(project.directory, "_bundle");
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: Object.fromEntries(entries),
    absWorkingDir: project.directory,
    outdir: resolve(root, folder),
    // Nothing is written by esbuild: the caller decides between memory and disk.
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target,
    // An island waiting for what it imports dynamically would wait for itself, see `loadedLaterPlugin`.
    supported: { "top-level-await": false },
    minify: isProduction,
    sourcemap: isProduction ? false : "inline",
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { __FRSH_BUILD_ID: JSON.stringify(buildId) },
    plugins: [...plugins, importMapPlugin(project), browserOnlyPlugin(project.directory)],
    legalComments: "none",
    logLevel: "silent",
  });
  const url = (path: string) => SCRIPTS_URL + relative(root, resolve(project.directory, path));
  const scripts = new Map<string, Script>();
  for (const file of outputFiles) {
    const path = relative(project.directory, file.path);
    const imports = [...staticImports(metafile, path)].map(url);
    scripts.set(path, { url: url(path), content: Uint8Array.from(file.contents), imports });
  }
  const scriptOf = (source: string) => entryScript(metafile, scripts, project, source);
  return {
    entries: new Map([...entries].map(([name, source]) => [name, scriptOf(source)])),
    scripts: [...scripts.values()],
    loadedLater: new Set(dynamicImports(metafile).map((path) => resolve(project.directory, path))),
  };
}

function entryScript(
  { outputs }: esbuild.Metafile,
  scripts: ReadonlyMap<string, Script>,
  project: ProjectConfig,
  source: string,
): Script {
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint === undefined) continue;
    // What a plugin resolved is named as it was asked for, a file relative to the project.
    const isSource = entryPoint === source || resolve(project.directory, entryPoint) === source;
    const script = isSource ? scripts.get(path) : undefined;
    if (script !== undefined) return script;
  }
  throw new Error(`Cannot build: the bundler made no script of ${source}`);
}

/** One in CommonJS is left out: it can't be given an import. */
function dynamicImports({ inputs }: esbuild.Metafile): string[] {
  return Object.values(inputs).flatMap(({ imports }) => imports)
    .filter(({ kind, path }) => kind === "dynamic-import" && inputs[path]?.format === "esm")
    .map(({ path }) => path);
}

function staticImports(
  { outputs }: esbuild.Metafile,
  path: string,
  found = new Set<string>(),
): Set<string> {
  for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
    if (kind !== "import-statement" || external === true || found.has(imported)) continue;
    found.add(imported);
    staticImports({ outputs, inputs: {} }, imported, found);
  }
  return found;
}
