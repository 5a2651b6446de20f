import type { Loader, Plugin } from "esbuild";

/**
 * Makes files that are imported dynamically import the island that does so. It is there already when they are loaded, so
 * this changes nothing but what the bundler knows: without it, it splits what the page loads at once into a chunk for
 * every set of such files that also need it.
 *
 * An island must not await one of them at its top level: each would wait for the other.
 *
 * @param files absolute paths
 * @param island specifier of the one island from which all of them are loaded
 */
export function loadedLaterPlugin(files: ReadonlySet<string>, island: string): Plugin {
  return {
    name: "loaded-later",
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path, namespace }) => {
        if (namespace !== "file" || !files.has(path)) return undefined;
        // At the end, where it moves no line; imports come first wherever they stand.
        const contents = `${await Deno.readTextFile(path)}\nimport ${JSON.stringify(island)};\n`;
        const loader = path.slice(path.lastIndexOf(".") + 1).replace(/^[cm]/, "") as Loader;
        return { contents, loader };
      });
    },
  };
}
