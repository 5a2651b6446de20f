import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AssetEncoding, Build, IslandFile, RouteFile } from "../snapshot.ts";
import type { MadeBuild } from "./make_build.ts";

/** Loads the app's modules and keeps its files in memory. */
export async function memoryBuild(
  { id, mode, files, bundle, assets }: MadeBuild,
  routeDir: string,
): Promise<Build> {
  const islands: IslandFile[] = [];
  for (const [name, path] of files.islands) {
    const bundled = bundle.islands.get(name);
    if (bundled === undefined) {
      throw new TypeError(`Cannot load the island ${name}: it was not bundled`);
    }
    const { script, group } = bundled;
    islands.push({
      name,
      module: await importFile(path),
      group,
      url: script.url,
      preload: script.imports,
    });
  }
  const routes: RouteFile[] = [];
  for (const path of files.routes) {
    routes.push({ path, module: await importFile(join(routeDir, path)) });
  }

  const contents = new Map(assets.map(({ url, bytes }) => [url, bytes]));
  return {
    id,
    mode,
    ...(bundle.reload === undefined ? {} : { reloadUrl: bundle.reload.url }),
    islands,
    routes,
    assets: new Map(assets.map(({ url, asset }) => [url, asset])),
    readAsset(url: string, encoding: AssetEncoding) {
      const bytes = contents.get(url)?.get(encoding);
      return bytes === undefined
        ? Promise.reject(new TypeError(`Cannot read ${url}: not in the build`))
        : Promise.resolve(bytes);
    },
  };
}

async function importFile(path: string): Promise<Record<string, unknown>> {
  return await import(pathToFileURL(path).href);
}
