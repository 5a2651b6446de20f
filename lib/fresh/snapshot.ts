import type { ComponentType } from "preact";
import { setBuildId } from "./build_id.ts";

/** How a stored file may be encoded on the wire; `raw` is always there. */
export type AssetEncoding = "raw" | "br" | "gzip";

/** A file that can be served: a static file or a script of the client bundle. */
export interface Asset {
  /** Value of the `Content-Type` header. */
  readonly type: string;
  /** Hash of the raw content, the ETag. */
  readonly hash: string;
  /** The name itself holds a hash, so the content can never change under it. */
  readonly immutable: boolean;
  readonly encodings: readonly AssetEncoding[];
}

/** An island file: its server module and its script in the browser. */
export interface IslandFile {
  readonly name: string;
  readonly module: Readonly<Record<string, unknown>>;
  /** Only islands of one group were bundled together and share one Preact, so only they can be on one page. */
  readonly group: string;
  /** Exports the island's module as `island`, and its group's `boot`. */
  readonly url: string;
  /** The scripts `url` imports statically, so they can be fetched at once instead of one after the other. */
  readonly preload: readonly string[];
}

/** A file of `routes/`; `path` is relative to that folder, with `/` between folders. */
export interface RouteFile {
  readonly path: string;
  readonly module: Readonly<Record<string, unknown>>;
}

/** Everything a build gives an app: what `_fresh/snapshot.js` says plus the way to read a file. */
export interface Build {
  readonly id: string;
  readonly mode: "production" | "development";
  /** The script that reloads the page when the server restarts; development only. */
  readonly reloadUrl?: string;
  readonly islands: readonly IslandFile[];
  readonly routes: readonly RouteFile[];
  readonly assets: ReadonlyMap<string, Asset>;
  /** The same bytes to whoever asks; nobody changes them. */
  readAsset(url: string, encoding: AssetEncoding): Promise<Uint8Array<ArrayBuffer>>;
}

/** One exported component of an island file. */
export interface IslandExport {
  readonly island: IslandFile;
  readonly exportName: string;
}

const builds = new WeakMap<object, Build>();

/** Gives `app` the build it serves. Must happen before `app.handler()`. */
export function attachBuild(app: object, build: Build): void {
  builds.set(app, build);
  setBuildId(build.id);
}

/** The build attached to `app`, if any. */
export function buildOf(app: object): Build | undefined {
  return builds.get(app);
}

/** Lists the components islands export; other exports (helpers, types' companions) aren't islands. */
export function islandExports(build: Build): Map<ComponentType, IslandExport> {
  const found = new Map<ComponentType, IslandExport>();
  for (const island of build.islands) {
    for (const [exportName, value] of Object.entries(island.module)) {
      if (typeof value === "function") found.set(value as ComponentType, { island, exportName });
    }
  }
  return found;
}

/** What `_fresh/snapshot.js` exports: a build without the way to read its files. */
export type StoredBuild = Omit<Build, "readAsset" | "assets"> & {
  readonly assets: readonly (readonly [string, Asset])[];
};

/**
 * Makes a build of a snapshot written by `Builder.build()`. Files are read from the folders beside it, and each once: a
 * copy for each answer lasts as long as its client lets it wait.
 */
export function loadBuild(stored: StoredBuild, directory: string): Build {
  const files = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    ...stored,
    assets: new Map(stored.assets),
    readAsset(url, encoding) {
      const path = `${directory}/${encoding}${url}`;
      const file = files.get(path) ?? Deno.readFile(path);
      files.set(path, file);
      // Read again next time: too many open files is a failure that passes.
      file.catch(() => files.delete(path));
      return file;
    },
  };
}
