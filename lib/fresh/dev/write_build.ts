import { dirname, join, relative } from "node:path";
import { fromFileUrl } from "./file_url.ts";
import type { ResolvedBuildOptions } from "./builder.ts";
import type { MadeBuild } from "./make_build.ts";

const LIBRARY = fromFileUrl(new URL("../", import.meta.url));
const MARKER = "snapshot.js";

/**
 * Replaces `outDir` by the build: `server.js`, `fetch.js`, `snapshot.js`, `sizes.json` and a folder for each encoding.
 *
 * @throws {Error} when `outDir` has content no build wrote, which must not be deleted by a slip in the configuration
 */
export async function writeBuild(build: MadeBuild, options: ResolvedBuildOptions): Promise<void> {
  const { outDir } = options;
  await clear(outDir);
  for (const { url, bytes } of build.assets) {
    for (const [encoding, content] of bytes) await write(join(outDir, encoding, url), content);
  }
  await write(join(outDir, MARKER), snapshotSource(build, options));
  await write(join(outDir, "sizes.json"), `${JSON.stringify(build.sizes, null, 2)}\n`);
  await write(join(outDir, "fetch.js"), fetchSource(options));
  await write(join(outDir, "server.js"), SERVER_SOURCE);
}

async function clear(directory: string): Promise<void> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(directory)) names.push(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new Error(`Cannot build into ${directory}: it has content that is no build`);
  }
  for (const name of names) await Deno.remove(join(directory, name), { recursive: true });
}

async function write(path: string, content: Uint8Array | string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await (typeof content === "string"
    ? Deno.writeTextFile(path, content)
    : Deno.writeFile(path, content));
}

/** A module with static imports, so that a host can see every file the app needs. */
function snapshotSource(
  { id, mode, bundle, files, assets }: MadeBuild,
  { outDir, routeDir }: ResolvedBuildOptions,
): string {
  const imports: string[] = [];
  const reference = (path: string) => {
    imports.push(`import * as m${imports.length} from ${specifier(outDir, path)};`);
    return `m${imports.length - 1}`;
  };
  const islands = [...files.islands].map(([name, path]) => {
    const bundled = bundle.islands.get(name);
    return `  { name: ${json(name)}, module: ${reference(path)}, group: ${
      json(bundled?.group)
    }, url: ${json(bundled?.script.url)}, preload: ${json(bundled?.script.imports)} },`;
  });
  const routes = files.routes.map((path) =>
    `  { path: ${json(path)}, module: ${reference(join(routeDir, path))} },`
  );
  return `${imports.join("\n")}

export default {
id: ${json(id)},
mode: ${json(mode)},
islands: [
${islands.join("\n")}
],
routes: [
${routes.join("\n")}
],
assets: [
${assets.map(({ url, asset }) => `  ${json([url, asset])},`).join("\n")}
],
};
`;
}

/** The fetch handler alone, for `deno serve`. */
function fetchSource({ outDir, serverEntry }: ResolvedBuildOptions): string {
  return `import { app } from ${specifier(outDir, serverEntry)};
import { attachBuild, loadBuild } from ${specifier(outDir, join(LIBRARY, "snapshot.ts"))};
import snapshot from "./${MARKER}";

attachBuild(app, loadBuild(snapshot, import.meta.dirname));

export { app };
export default { fetch: app.handler() };
`;
}

/**
 * Serves by itself when it is what was run. A module can't see whether `deno run` or `deno serve` runs it, and under the
 * latter two servers would start; so only Deno Deploy, which says so, gets the fetch handler from a main module.
 */
const SERVER_SOURCE = `import handler, { app } from "./fetch.js";

const serves = import.meta.main && Deno.env.get("DENO_DEPLOYMENT_ID") === undefined;
export default serves ? {} : handler;

if (serves) {
  await app.listen({ port: Number(Deno.env.get("PORT") ?? 8000), hostname: Deno.env.get("HOST") ?? "0.0.0.0" });
}
`;

function specifier(from: string, to: string): string {
  const path = relative(from, to);
  return json(path.startsWith(".") ? path : `./${path}`);
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
