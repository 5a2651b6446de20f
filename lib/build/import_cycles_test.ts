import assert from "node:assert/strict";
import { importCycles } from "./import_cycles.ts";

/** What each file is told. */
function cycles(files: Readonly<Record<string, string>>): string[] {
  return importCycles(Object.entries(files)).map(({ what }) => what);
}

for (
  const [what, source] of [
    ["values", 'import { b } from "./b.ts";'],
    ["types alone", 'import type { B } from "./b.ts";'],
    ["what is late", 'await import("./b.ts");'],
    ["the type of what is late", 'type B = typeof import("./b.ts");'],
    ["what is passed on", 'export * from "./b.ts";'],
  ] as const
) {
  Deno.test(`importCycles() finds two files that import each other: ${what}`, () => {
    assert.deepEqual(cycles({ "lib/a.ts": source, "lib/b.ts": 'import "./a.ts";' }), [
      "imports itself: lib/a.ts → lib/b.ts → lib/a.ts",
    ]);
  });
}

Deno.test("importCycles() names the way of a long one over folders, and none that only leads there", () => {
  const files = {
    "lib/start.ts": 'import "./ui/a.ts";',
    "lib/ui/a.ts": 'import "./b.ts"; import "../base/leaf.ts";',
    "lib/ui/b.ts": 'import "../c.ts";',
    "lib/c.ts": 'import "./ui/a.ts";',
    "lib/base/leaf.ts": "",
  };
  assert.deepEqual(importCycles(Object.entries(files)), [{
    file: "lib/ui/a.ts",
    what: "imports itself: lib/ui/a.ts → lib/ui/b.ts → lib/c.ts → lib/ui/a.ts",
  }]);
});

Deno.test("importCycles() finds each of several, and a file that names itself", () => {
  const found = cycles({
    "lib/a.ts": 'import "./b.ts"; import "./c.ts";',
    "lib/b.ts": 'import "./a.ts";',
    "lib/c.ts": 'import "./c.ts";',
  });
  assert.deepEqual(found, [
    "imports itself: lib/a.ts → lib/b.ts → lib/a.ts",
    "imports itself: lib/c.ts → lib/c.ts",
  ]);
});

Deno.test("importCycles() lets files share what they import, in whatever order they come", () => {
  const files = {
    "lib/a.ts": 'import "./b.ts"; import "./c.ts";',
    "lib/b.ts": 'import "./d.ts";',
    "lib/c.ts": 'import "./b.ts"; import "./d.ts";',
    "lib/d.ts": "",
  };
  assert.deepEqual(cycles(files), []);
  assert.deepEqual(importCycles(Object.entries(files).reverse()), []);
});

Deno.test("importCycles() says nothing of the library, whose context renders what is given a context", () => {
  assert.deepEqual(
    cycles({ "lib/fresh/a.ts": 'import "./b.ts";', "lib/fresh/b.ts": 'import "./a.ts";' }),
    [],
  );
});
