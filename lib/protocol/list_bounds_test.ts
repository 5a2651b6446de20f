import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { MAX_FILES, MAX_LIST_BYTES, MAX_LIST_FOLDERS, MAX_PATH_LENGTH } from "./limits.ts";
import { isWithinListBounds, ListBounds } from "./list_bounds.ts";

const lots = { files: 1_000, bytes: 1_000_000, folders: 1_000 };

/** How many of the paths a list takes. */
function taken(paths: Iterable<string>, most: Partial<typeof lots> = {}): number {
  const bounds = new ListBounds({ ...lots, ...most });
  let count = 0;
  for (const path of paths) {
    if (!bounds.add(path)) return count;
    count++;
  }
  return count;
}

Deno.test("ListBounds takes as many files as there may be, and no more", () => {
  assert.equal(taken(["a", "b", "a", "c"], { files: 3 }), 3);
});

Deno.test("ListBounds counts a folder once, whatever the order in which it comes again", () => {
  const paths = ["a/b/x", "c/x", "a/b/y", "c/y", "x", "a/z", "a/b/c/x"];
  assert.equal(taken(paths, { folders: 4 }), paths.length);
  assert.equal(taken(paths, { folders: 3 }), paths.length - 1);
});

Deno.test("ListBounds tells folders of one name in two folders apart", () => {
  assert.equal(taken(["a/x/1", "b/x/1"], { folders: 4 }), 2);
  assert.equal(taken(["a/x/1", "b/x/1"], { folders: 3 }), 1);
});

Deno.test("ListBounds counts empty folders, and those without a name", () => {
  assert.equal(taken(["a/", "b/", "b/"], { folders: 2 }), 3);
  assert.equal(taken(["/".repeat(10)], { folders: 9 }), 0);
  assert.equal(taken(["/".repeat(10)], { folders: 10 }), 1);
});

Deno.test("ListBounds takes names of JavaScript's own for names", () => {
  assert.equal(taken(["__proto__/x", "constructor/x", "__proto__/y"], { folders: 2 }), 3);
});

Deno.test("ListBounds counts bytes of UTF-8, as an encoder does, for 2,000 random texts", () => {
  const random = new SeededRandom(5);
  const units = ["a", "é", "я", "漢", "😀", "\uD800", "\uDC00", "\0", "\u{10FFFF}"];
  for (let round = 0; round < 2_000; round++) {
    const text = Array.from({ length: 1 + random.below(8) }, () => random.pick(units)).join("");
    const bytes = new TextEncoder().encode(text).length;
    assert.equal(taken([text], { bytes }), 1, JSON.stringify(text));
    assert.equal(taken([text], { bytes: bytes - 1 }), 0, JSON.stringify(text));
  }
});

const most = Array.from({ length: MAX_FILES }, (_, index) => index);

for (
  const { what, pathOf } of [
    {
      what: "a photo archive",
      pathOf: (n: number) => `Фото/2024/${n % 300}/Снимок экрана ${n} (копия).jpeg`,
    },
    {
      what: "a node_modules of pnpm",
      pathOf: (n: number) =>
        `app/node_modules/.pnpm/@scope+package-name-${n >> 6}@10.20.30_peer@1.2.3/node_modules/` +
        `@scope/package-name-${n >> 6}/dist/esm/${n >> 4}/some_rather_long_module_${n}.d.ts`,
    },
    { what: "files without a folder", pathOf: (n: number) => `IMG_${n}.jpg` },
  ]
) {
  Deno.test(`the bounds of a list take as many files as there may be of ${what}`, () => {
    assert.ok(isWithinListBounds(most.map(pathOf)));
  });
}

Deno.test("the bounds of a list refuse 100,000 paths of 32 folders each long before their end", () => {
  const folders = Array.from({ length: 32 }, (_, depth) => depth);
  let made = 0;
  function* paths() {
    for (const file of most) {
      made++;
      yield folders.map((depth) => `${file}-${depth}`).join("/") + "/x";
    }
  }
  assert.equal(isWithinListBounds(paths()), false);
  assert.equal(made, Math.floor(MAX_LIST_FOLDERS / folders.length) + 1);
});

Deno.test("the bounds of a list refuse the longest paths there are when their text is too much", () => {
  const folder = "d/".repeat(MAX_PATH_LENGTH / 2 - 8);
  const fitting = Math.floor(MAX_LIST_BYTES / (folder.length + 8));
  const pathOf = (file: number) => folder + String(file).padStart(8, "0");
  assert.ok(isWithinListBounds(most.slice(0, fitting).map(pathOf)));
  assert.equal(isWithinListBounds(most.slice(0, fitting + 1).map(pathOf)), false);
});
