import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { ResolvedBuildOptions } from "./builder.ts";
import type { MadeBuild } from "./make_build.ts";

const LIBRARY = fileURLToPath(new URL("../", import.meta.url));
const MARKER = "snapshot.js";

/**
 * Replaces `outDir` by the build: `server.js`, `snapshot.js`, `sizes.json` and a folder for each encoding.
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
  await write(join(outDir, "server.js"), serverSource(options));
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

/** Gives the app its build, and exports the fetch handler for `deno serve` and hosts such as Deno Deploy. It listens nowhere. */
function serverSource({ outDir, serverEntry }: ResolvedBuildOptions): string {
  return `import { app } from ${specifier(outDir, serverEntry)};
import { attachBuild, loadBuild } from ${specifier(outDir, join(LIBRARY, "snapshot.ts"))};
import snapshot from "./${MARKER}";

attachBuild(app, loadBuild(snapshot, import.meta.dirname));

export default { fetch: app.handler() };
`;
}

function specifier(from: string, to: string): string {
  const path = relative(from, to);
  return json(path.startsWith(".") ? path : `./${path}`);
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
