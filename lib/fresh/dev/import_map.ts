import { dirname, join } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { ownNames } from "./own_names.ts";

/** The project's configuration file and what it says about imports. */
export interface ProjectConfig {
  readonly directory: string;
  readonly imports: Readonly<Record<string, string>>;
}

/**
 * Finds the `deno.json` that governs `root`. One with `exports` is a package's, such as this library's own, and governs no app.
 *
 * @throws {Error} when neither `root` nor a folder above it has one
 */
export function findProject(root: string): ProjectConfig {
  for (let directory = root;; directory = dirname(directory)) {
    const config = readConfig(directory);
    if (config !== undefined && !("exports" in config)) {
      return { directory, imports: importsOf(config, directory) };
    }
    if (directory === dirname(directory)) {
      throw new Error(`Cannot build: no deno.json of an app in ${root} or above`);
    }
  }
}

function readIfExists(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function readConfig(directory: string): object | undefined {
  const text = readIfExists(join(directory, "deno.json"));
  if (text === undefined) return undefined;
  const config: unknown = JSON.parse(text);
  if (typeof config === "object" && config !== null) return config;
  throw new TypeError(`Cannot read ${directory}/deno.json: it is no object`);
}

function importsOf(config: object, directory: string): Record<string, string> {
  const imports = "imports" in config ? config.imports : {};
  if (typeof imports !== "object" || imports === null) {
    throw new TypeError(`Cannot read imports of ${directory}/deno.json`);
  }
  const given = Object.fromEntries(
    Object.entries(imports).filter(([, target]) => typeof target === "string"),
  );
  return { ...given, ...ownNames(given, directory) };
}

/** Resolves specifiers in browser code as Deno does, and refuses what can't run in a browser, naming who imports it. */
export function importMapPlugin(project: ProjectConfig): Plugin {
  return {
    name: "deno-import-map",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, (args) => resolveBare(build, project, args));
      build.onResolve(
        { filter: /\.(css|scss)$/ },
        (args) => refuse(args, "stylesheets are outside lib/fresh's subset"),
      );
    },
  };
}

async function resolveBare(
  build: PluginBuild,
  project: ProjectConfig,
  args: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  // Entry points are absolute paths, and our own question to esbuild below must not come back here.
  if (args.pluginData === RESOLVED || args.kind === "entry-point") return undefined;
  if (args.path.startsWith("node:")) return refuse(args, "islands run in the browser");
  const inPackage = /[\\/]node_modules[\\/]/.test(args.importer);
  const target = inPackage ? args.path : mapped(args.path, project.imports);
  if (target.startsWith("./")) return { path: join(project.directory, target) };
  if (/^(jsr|https?|file):/.test(target)) {
    return refuse(args, "only npm packages and files can be bundled");
  }
  const result = await build.resolve(npmPath(target), {
    kind: args.kind,
    importer: args.importer,
    resolveDir: inPackage ? args.resolveDir : project.directory,
    pluginData: RESOLVED,
  });
  return result.errors.length > 0
    ? refuse(args, "it is neither in deno.json's imports nor in node_modules")
    : result;
}

const RESOLVED = Symbol("resolved by the import map");

/** Applies the import map: the exact name, else the longest prefix; `npm:` entries also cover the package's subpaths. */
export function mapped(specifier: string, imports: Readonly<Record<string, string>>): string {
  const exact = imports[specifier];
  if (exact !== undefined) return exact;
  let best = "";
  for (const [name, target] of Object.entries(imports)) {
    const prefix = name.endsWith("/") ? name : target.startsWith("npm:") ? `${name}/` : undefined;
    if (prefix !== undefined && specifier.startsWith(prefix) && name.length > best.length) {
      best = name;
    }
  }
  const target = imports[best];
  if (target === undefined) return specifier;
  return target + specifier.slice(best.length);
}

/** `npm:@scope/name@^1/sub` → `@scope/name/sub`, which is where `nodeModulesDir` puts it. */
export function npmPath(specifier: string): string {
  const match = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)(?:@[^/]*)?(\/.*)?$/.exec(specifier);
  return match === null ? specifier : `${match[1]}${match[2] ?? ""}`;
}

function refuse(args: OnResolveArgs, reason: string): OnResolveResult {
  return {
    errors: [{ text: `Cannot bundle "${args.path}" imported by ${args.importer}: ${reason}` }],
  };
}
