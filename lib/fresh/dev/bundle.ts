import { fromFileUrl } from "./file_url.ts";
import { relative, resolve } from "node:path";
import * as esbuild from "esbuild";
import { browserOnlyPlugin } from "./browser_only.ts";
import { importMapPlugin, type ProjectConfig } from "./import_map.ts";

/** How the browser's code is bundled. */
export interface BundleOptions {
  readonly project: ProjectConfig;
  readonly islands: ReadonlyMap<string, string>;
  readonly target: string | string[];
  readonly isProduction: boolean;
  readonly sourceMap: boolean | "linked" | "inline" | "external" | "both";
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

/** The browser's code. */
export interface Bundle {
  readonly boot: Script;
  /** Development only. */
  readonly reload: Script | undefined;
  readonly islands: ReadonlyMap<string, Script>;
  /** Every script, those loaded later included. */
  readonly scripts: readonly Script[];
}

const SCRIPTS_URL = "/_fresh/js/";
const CLIENT = new URL("../client/", import.meta.url);

/**
 * Bundles the islands, each an entry, with the code they share split off.
 *
 * @throws {Error} naming file and importer, when an island needs something a browser doesn't have
 */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const { project, islands, isProduction } = options;
  const entries: Record<string, string> = { boot: fromFileUrl(new URL("boot.ts", CLIENT)) };
  if (!isProduction) entries["reload"] = fromFileUrl(new URL("reload.ts", CLIENT));
  for (const [name, path] of islands) entries[`island-${name}`] = path;

  const outdir = resolve(project.directory, "_bundle");
  const result = await esbuild.build({
    entryPoints: entries,
    absWorkingDir: project.directory,
    outdir,
    // Nothing is written by esbuild: the caller decides between memory and disk.
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: options.target,
    minify: isProduction,
    sourcemap: options.sourceMap,
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { __FRSH_BUILD_ID: JSON.stringify(options.buildId) },
    plugins: [importMapPlugin(project), browserOnlyPlugin(project.directory)],
    legalComments: "none",
    logLevel: "silent",
  });
  const url = (path: string) => SCRIPTS_URL + relative(outdir, resolve(project.directory, path));
  const scripts = new Map<string, Script>();
  for (const file of result.outputFiles) {
    const path = relative(project.directory, file.path);
    const imports = [...staticImports(result.metafile, path)].map(url);
    scripts.set(path, { url: url(path), content: Uint8Array.from(file.contents), imports });
  }
  const scriptOf = (source: string) => entryScript(result.metafile, scripts, project, source);
  return {
    boot: scriptOf(entries["boot"] ?? ""),
    reload: entries["reload"] === undefined ? undefined : scriptOf(entries["reload"]),
    islands: new Map([...islands].map(([name, path]) => [name, scriptOf(path)])),
    scripts: [...scripts.values()],
  };
}

function entryScript(
  { outputs }: esbuild.Metafile,
  scripts: ReadonlyMap<string, Script>,
  project: ProjectConfig,
  source: string,
): Script {
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    const script = entryPoint !== undefined && resolve(project.directory, entryPoint) === source
      ? scripts.get(path)
      : undefined;
    if (script !== undefined) return script;
  }
  throw new Error(`Cannot build: the bundler made no script of ${source}`);
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
