import { fileURLToPath } from "node:url";
import {
  type BundledEntries,
  bundleEntries,
  type BundleSettings,
  type Script,
} from "./bundle_entries.ts";
import { islandEntry, islandEntryPlugin } from "./island_entry.ts";
import { loadedLaterPlugin } from "./loaded_later.ts";

/** How the browser's code is bundled, and which of it together. */
export interface BundleOptions extends BundleSettings {
  /** Absolute paths by name. */
  readonly islands: ReadonlyMap<string, string>;
  /** Names of the islands that can be on one page, see `groupIslands()`. */
  readonly groups: readonly (readonly string[])[];
}

/** An island in the browser. */
export interface BundledIsland {
  /** Exports the island's module as `island`, and its group's `boot`. */
  readonly script: Script;
  /** Islands of one group share one copy of Preact; those of two groups have two. */
  readonly group: string;
}

/** The browser's code. */
export interface Bundle {
  /** Development only. */
  readonly reload: Script | undefined;
  readonly islands: ReadonlyMap<string, BundledIsland>;
  /** Every script, those loaded later included. */
  readonly scripts: readonly Script[];
}

const CLIENT = new URL("../client/", import.meta.url);
const BOOT = fileURLToPath(new URL("boot.ts", CLIENT));
const RELOAD = new Map([["reload", fileURLToPath(new URL("reload.ts", CLIENT))]]);

/**
 * Bundles each group of islands by itself. In one run of the bundler, code is split off into a chunk for every set of
 * islands that share it, which costs requests and compression; so only islands that can meet, and then must share one
 * Preact, are in one run.
 *
 * @throws {Error} naming file and importer, when an island needs something a browser doesn't have
 */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const [reload, ...groups] = await Promise.all([
    options.isProduction ? undefined : bundleEntries("", RELOAD, options),
    ...options.groups.map((names) => bundleGroup(names, options)),
  ]);
  return {
    reload: reload?.entries.get("reload"),
    islands: new Map(groups.flatMap(({ islands }) => islands)),
    scripts: [reload, ...groups].flatMap((run) => run?.scripts ?? []),
  };
}

async function bundleGroup(
  names: readonly string[],
  options: BundleOptions,
): Promise<Pick<BundledEntries, "scripts"> & { islands: [string, BundledIsland][] }> {
  // An island is in one group only, so the first one's name tells the groups apart.
  const group = names[0] ?? "";
  const sources = new Map(names.map((name) => [`island-${name}`, islandEntry(name)]));
  const plugin = islandEntryPlugin(options.islands, BOOT);
  const draft = await bundleEntries(group, sources, options, [plugin]);
  // With several islands nobody knows which of them will be there when a file is loaded. The second run doesn't look for
  // server-only code in the files the plugin reads: the first one has.
  const { entries, scripts } = names.length > 1 || draft.loadedLater.size === 0
    ? draft
    : await bundleEntries(group, sources, options, [
      plugin,
      loadedLaterPlugin(draft.loadedLater, islandEntry(group)),
    ]);
  const islands = names.map((name): [string, BundledIsland] => {
    const script = entries.get(`island-${name}`);
    if (script === undefined) throw new TypeError(`Cannot build: ${name} was not bundled`);
    return [name, { script, group }];
  });
  return { islands, scripts };
}
