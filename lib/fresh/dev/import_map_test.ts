import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProject, mapped, npmPath } from "./import_map.ts";

const LIBRARY = fileURLToPath(new URL("../", import.meta.url));

async function withFiles(
  files: Readonly<Record<string, unknown>>,
  use: (directory: string) => void,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    for (const [path, content] of Object.entries(files)) {
      await Deno.mkdir(join(directory, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(directory, path), JSON.stringify(content));
    }
    use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("findProject() passes by a package's deno.json, which governs no app", async () => {
  const files = {
    "deno.json": { imports: { preact: "npm:preact@^10" } },
    "lib/fresh/deno.json": { name: "@fresh/core", exports: { ".": "./mod.ts" } },
  };
  await withFiles(files, (directory) => {
    const project = findProject(join(directory, "lib/fresh/testdata/app"));
    assert.equal(project.directory, directory);
    assert.deepEqual(project.imports, { preact: "npm:preact@^10" });
  });
});

Deno.test("findProject() adds the subpaths of the library to the name that the project has for it", async () => {
  await withFiles(
    { "deno.json": { imports: { fresh: "jsr:@fresh/core@^2.3.3" } } },
    (directory) => {
      const { imports } = findProject(directory);
      const fileOf = (specifier: string) => join(directory, mapped(specifier, imports));
      assert.equal(fileOf("fresh"), join(LIBRARY, "mod.ts"));
      assert.equal(fileOf("fresh/runtime"), join(LIBRARY, "runtime.ts"));
      assert.equal(fileOf("fresh/dev"), join(LIBRARY, "dev.ts"));
      assert.equal(mapped("fresh/other", imports), "fresh/other");
    },
  );
});

Deno.test("findProject() refuses a deno.json that it can't read", async () => {
  const files = { "a/deno.json": "text", "b/deno.json": { imports: 1 } };
  await withFiles(files, (directory) => {
    assert.throws(() => findProject(join(directory, "a")), /a\/deno\.json: it is no object/);
    assert.throws(() => findProject(join(directory, "b")), /imports of .*b\/deno\.json/);
  });
});

Deno.test("mapped() takes the exact name before the longest prefix, and npm entries with their subpaths", () => {
  const imports = { preact: "npm:preact@^10", "preact/hooks": "./hooks.ts", "@/": "./lib/" };
  assert.equal(mapped("preact/hooks", imports), "./hooks.ts");
  assert.equal(mapped("preact/jsx-runtime", imports), "npm:preact@^10/jsx-runtime");
  assert.equal(mapped("@/a.ts", imports), "./lib/a.ts");
  assert.equal(mapped("preactor", imports), "preactor");
  assert.equal(npmPath("npm:@scope/name@^1/sub"), "@scope/name/sub");
});
