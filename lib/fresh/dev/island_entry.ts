import type { Plugin } from "esbuild";

const NAMESPACE = "island";

/** The specifier of an island's entry. */
export function islandEntry(name: string): string {
  return `${NAMESPACE}:${name}`;
}

/**
 * Resolves the entries of islands: modules made here that export the island's file as `island`, and `boot`, which every
 * page with an island needs. With `boot` as an entry of its own, an island alone would be three scripts, the third being
 * what both import.
 *
 * @param islands absolute paths by name
 * @param boot absolute path of the module exporting `boot`
 */
export function islandEntryPlugin(islands: ReadonlyMap<string, string>, boot: string): Plugin {
  return {
    name: "island-entry",
    setup(build) {
      // The path is the name, not the file: hashes must not depend on where the project is.
      build.onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, ({ path }) => ({
        path: path.slice(NAMESPACE.length + 1),
        namespace: NAMESPACE,
      }));
      build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path: name }) => ({
        contents: `export { boot } from ${JSON.stringify(boot)};
export * as island from ${JSON.stringify(islands.get(name))};
`,
        resolveDir: "/",
      }));
    },
  };
}
