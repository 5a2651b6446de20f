import assert from "node:assert/strict";
import { runModule } from "../servers/run_module.ts";
import { browserBuildOf, executableOf } from "./browser_build.ts";
import { BROWSER_NAMES } from "./find_browser.ts";

/** What a module says that asks `pathsOf` in an environment of its own. */
async function pathsIn(environment: Readonly<Record<string, string>>) {
  const source = `
    import { BROWSER_NAMES, pathsOf } from "./lib/testing/browsers/find_browser.ts";
    console.log(JSON.stringify(BROWSER_NAMES.map(pathsOf)));
  `;
  const unnamed = { CHROMIUM: "", FIREFOX: "" };
  const { stdout } = await runModule(source, { ...unnamed, ...environment }).output();
  const paths: string[][] = JSON.parse(new TextDecoder().decode(stdout));
  return paths;
}

Deno.test("pathsOf() ends with where a browser is fetched to, in puppeteer's cache", async () => {
  const paths = await pathsIn({ PUPPETEER_CACHE_DIR: "/cache" });
  const fetched = BROWSER_NAMES.map((name) =>
    executableOf(browserBuildOf(name, undefined, "/cache") ?? assert.fail())
  );
  assert.deepEqual(paths.map((list) => list.at(-1)), fetched);
});

Deno.test("pathsOf() looks nowhere else where the environment names a binary", async () => {
  const paths = await pathsIn({ CHROMIUM: "/opt/mine" });
  assert.deepEqual(paths[0], ["/opt/mine"]);
  assert.ok((paths[1]?.length ?? 0) > 1);
});
