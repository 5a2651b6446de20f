import { type AssetContent, contentHash, makeAsset, readStaticFiles } from "./assets.ts";
import { type Bundle, bundle } from "./bundle.ts";
import type { ResolvedBuildOptions } from "./builder.ts";
import { findProject } from "./import_map.ts";
import { groupIslands } from "./island_groups.ts";
import { findPageIslands } from "./page_islands.ts";
import { type AppFiles, readAppFiles } from "./project_files.ts";
import { measureRoutes, type RouteSize } from "./sizes.ts";

/** All a build consists of, in memory. */
export interface MadeBuild {
  readonly id: string;
  readonly mode: "production" | "development";
  readonly files: AppFiles;
  readonly bundle: Bundle;
  readonly assets: readonly AssetContent[];
  readonly sizes: readonly RouteSize[];
}

/** Bundles, hashes and compresses. Equal sources make an equal build. */
export async function makeBuild(
  options: ResolvedBuildOptions,
  mode: "production" | "development",
): Promise<MadeBuild> {
  const isProduction = mode === "production";
  const project = findProject(options.root);
  const files = readAppFiles(options.routeDir, options.islandDir);
  const statics = readStaticFiles(options.staticDirs);

  const pages = await findPageIslands(options, files, project);
  const groups = groupIslands(files.islands.keys(), pages.map(({ islands }) => islands));

  const bundleWith = (buildId: string) =>
    bundle({
      project,
      islands: files.islands,
      groups,
      target: options.target,
      isProduction,
      buildId,
    });
  // The id must change with any content, and the scripts contain the id: so it is made of a bundle without one.
  const draft = await bundleWith("");
  const id = contentHash(
    ...draft.scripts.map(({ url }) => url),
    ...[...statics].flatMap(([url, content]) => [url, contentHash(content)]),
  );
  const final = await bundleWith(id);

  const assets = await Promise.all([
    ...final.scripts.map(({ url, content }) =>
      makeAsset(url, content, { isImmutable: true, compress: isProduction })
    ),
    ...[...statics].map(([url, content]) =>
      makeAsset(url, content, { isImmutable: false, compress: isProduction })
    ),
  ]);
  const sizes = isProduction ? await measureRoutes(pages, final) : [];
  return { id, mode, files, bundle: final, assets, sizes };
}
