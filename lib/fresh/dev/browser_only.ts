import { relative } from "node:path";
import type { Loader, OnLoadResult, Plugin } from "esbuild";
import * as esbuild from "esbuild";

/** What the global `Deno` becomes in the probe below; no source contains it. */
const PROBE = "__frshServerOnlyDeno";

/** Refuses the app's own browser code where it names `Deno`. Packages may probe for it; the app has no reason to. */
export function browserOnlyPlugin(directory: string): Plugin {
  return {
    name: "browser-only",
    setup(build) {
      build.onLoad(
        { filter: /\.[jt]sx?$/ },
        async ({ path }): Promise<OnLoadResult | undefined> => {
          if (/[\\/]node_modules[\\/]/.test(path)) return undefined;
          const contents = await Deno.readTextFile(path);
          const loader = path.slice(path.lastIndexOf(".") + 1) as Loader;
          if (!contents.includes("Deno") || !await usesDeno(contents, loader)) {
            return {
              contents,
              loader,
            };
          }
          return {
            errors: [{
              text: `Cannot bundle ${
                relative(directory, path)
              }: it uses "Deno", and islands run in the browser`,
            }],
          };
        },
      );
    },
  };
}

/** esbuild replaces only the free name: comments, types, strings and properties called Deno stay untouched. */
async function usesDeno(contents: string, loader: Loader): Promise<boolean> {
  const { code } = await esbuild.transform(contents, {
    loader,
    jsx: "preserve",
    define: { Deno: PROBE },
  });
  return code.includes(PROBE);
}
