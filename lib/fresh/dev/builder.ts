import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import type { ListenOptions } from "../app.ts";
import { logInfo } from "../log.ts";
import { attachBuild } from "../snapshot.ts";
import { listenWithReload } from "./dev_server.ts";
import { describeSizes } from "./sizes.ts";
import { makeBuild } from "./make_build.ts";
import { memoryBuild } from "./memory_build.ts";
import { writeBuild } from "./write_build.ts";

/** What to build and where from. Relative paths are taken from `root`. */
export interface BuildOptions {
  /** Browsers the islands must run in, as esbuild names them. @default {["chrome99", "firefox99", "safari15"]} */
  target?: string | string[];
  /** The app's folder, a path or file URL. @default {Deno.cwd()} */
  root?: string;
  /** The module exporting `app`. @default {"main.ts"} */
  serverEntry?: string;
  /** Where `build()` writes. Its former content is replaced. @default {"_fresh"} */
  outDir?: string;
  /** Folders of files served as they are; later ones win. @default {"static"} */
  staticDir?: string | string[];
  /** @default {"islands"} */
  islandDir?: string;
  /** @default {"routes"} */
  routeDir?: string;
}

/** {@linkcode BuildOptions} with defaults filled in and paths made absolute. */
export interface ResolvedBuildOptions {
  readonly target: string | string[];
  readonly root: string;
  readonly serverEntry: string;
  readonly outDir: string;
  readonly staticDirs: readonly string[];
  readonly islandDir: string;
  readonly routeDir: string;
}

/** Gives an app the build it serves; to be called before `app.handler()`. */
export type ApplySnapshot = (app: object) => void;

/**
 * Builds an app for production, or serves it for development.
 *
 * @example dev.ts
 * ```ts ignore
 * import { Builder } from "fresh/dev";
 *
 * const builder = new Builder({ target: "safari15" });
 * if (Deno.args.includes("build")) await builder.build();
 * else await builder.listen(() => import("./main.ts"));
 * ```
 */
export class Builder {
  readonly #options: ResolvedBuildOptions;

  constructor(options: BuildOptions = {}) {
    this.#options = resolveOptions(options);
  }

  /**
   * Builds for production: writes `outDir` and prints what each route's islands weigh. With `snapshot: "memory"` nothing is
   * written and the returned function gives the build to an app, which is meant for tests.
   *
   * @throws {Error} when an island can't run in a browser, or `outDir` holds something no build wrote
   */
  async build(
    { mode = "production", snapshot = "disk" }: {
      mode?: "production" | "development";
      snapshot?: "disk" | "memory";
    } = {},
  ): Promise<ApplySnapshot> {
    try {
      const made = await makeBuild(this.#options, mode);
      if (snapshot === "disk") {
        await writeBuild(made, this.#options);
        describeSizes(made.sizes).forEach(logInfo);
      }
      // Only then are the app's modules loaded: writing a build must not run the app.
      const build = snapshot === "memory"
        ? await memoryBuild(made, this.#options.routeDir)
        : undefined;
      return (app) => {
        if (build === undefined) {
          throw new TypeError(
            'Cannot apply the build: it was written to disk, use snapshot "memory"',
          );
        }
        attachBuild(app, build);
      };
    } finally {
      // esbuild's helper process would keep this one alive.
      await esbuild.stop();
    }
  }

  /**
   * Serves the app for development: bundle in memory, production's folder untouched, browsers reload when the server comes
   * back. Restarting on changes is `deno run --watch`'s part, see README.md. Resolves once the server listens.
   */
  async listen<
    AppType extends {
      handler(): (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;
    },
  >(
    importApp: () => Promise<{ app: AppType } | AppType>,
    options: ListenOptions = {},
  ): Promise<void> {
    const applySnapshot = await this.build({ mode: "development", snapshot: "memory" });
    const imported = await importApp();
    const app = "app" in imported ? imported.app : imported;
    applySnapshot(app);
    await listenWithReload(app.handler(), options);
  }
}

function resolveOptions(options: BuildOptions): ResolvedBuildOptions {
  const { root: given = Deno.cwd() } = options;
  const root = resolve(given.startsWith("file:") ? fileURLToPath(given) : given);
  const path = (given: string) => isAbsolute(given) ? given : join(root, given);
  return {
    root,
    target: options.target ?? ["chrome99", "firefox99", "safari15"],
    serverEntry: path(options.serverEntry ?? "main.ts"),
    outDir: path(options.outDir ?? "_fresh"),
    staticDirs: [options.staticDir ?? "static"].flat().map(path),
    islandDir: path(options.islandDir ?? "islands"),
    routeDir: path(options.routeDir ?? "routes"),
  };
}
