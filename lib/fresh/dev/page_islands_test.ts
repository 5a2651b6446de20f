import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";
import { findProject } from "./import_map.ts";
import { filesAround, findPageIslands } from "./page_islands.ts";
import { readAppFiles } from "./project_files.ts";

Deno.test("filesAround() takes what the folder and those above it put around a page", () => {
  const routes = ["_app.tsx", "_middleware.ts", "a/_layout.tsx", "ab/_layout.tsx", "a/_error.tsx"];
  assert.deepEqual(filesAround("index.tsx", routes), ["_app.tsx", "_middleware.ts"]);
  assert.deepEqual(filesAround("a/b/index.tsx", routes), [
    "_app.tsx",
    "_middleware.ts",
    "a/_layout.tsx",
  ]);
});

/** Writes an app, each file as the names of the files it imports, and finds what its pages show. */
async function islandsOf(app: Record<string, string[]>): Promise<Record<string, string[]>> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(root, "deno.json"), '{"imports":{"@/":"./"}}');
    for (const [path, imports] of Object.entries(app)) {
      const file = join(root, path);
      await Deno.mkdir(dirname(file), { recursive: true });
      const text = imports.map((name, index) => `import x${index} from "@/${name}";x${index}();\n`);
      await Deno.writeTextFile(file, `${text.join("")}export default () => null;\n`);
    }
    const routeDir = join(root, "routes");
    const pages = await findPageIslands(
      { routeDir, serverEntry: join(root, "main.ts") },
      readAppFiles(routeDir, join(root, "islands")),
      findProject(root),
    );
    return Object.fromEntries(pages.map(({ path, islands }) => [path, islands.toSorted()]));
  } finally {
    // Its helper process would count as a leak of the test.
    await esbuild.stop();
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("findPageIslands() follows imports from routes, layouts and the islands themselves", async () => {
  const app = {
    "islands/A.tsx": ["parts/part.ts"],
    "islands/B.tsx": [],
    "islands/Menu.tsx": [],
    "islands/Unused.tsx": [],
    "parts/part.ts": ["islands/B.tsx"],
    "routes/index.tsx": ["islands/A.tsx"],
    "routes/api.ts": [],
    "routes/sub/_layout.tsx": ["islands/Menu.tsx"],
    "routes/sub/index.tsx": [],
    "routes/sub/_error.tsx": ["islands/B.tsx"],
  };
  assert.deepEqual(await islandsOf(app), {
    "": [],
    "api.ts": [],
    "index.tsx": ["A", "B"],
    "sub/index.tsx": ["Menu"],
    "sub/_error.tsx": ["B", "Menu"],
  });
});

Deno.test("findPageIslands() finds those of _app and of the app's own module on every page", async () => {
  const app = {
    "islands/A.tsx": [],
    "islands/Wrapped.tsx": [],
    "islands/Header.tsx": [],
    "main.ts": ["islands/Wrapped.tsx"],
    "routes/_app.tsx": ["islands/Header.tsx"],
    "routes/index.tsx": ["islands/A.tsx"],
  };
  assert.deepEqual(await islandsOf(app), {
    "": ["Header", "Wrapped"],
    "index.tsx": ["A", "Header", "Wrapped"],
  });
});
