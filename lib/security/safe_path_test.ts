import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { safeFileName } from "./safe_name.ts";
import { safePaths } from "./safe_path.ts";

function joined(paths: readonly string[]): string[] {
  return safePaths(paths).map((parts) => parts.join("/"));
}

Deno.test("safePaths() keeps a harmless tree as it is", () => {
  const paths = ["Photos/2026/a.jpg", "Photos/2026/b.jpg", "Photos/notes.txt", "Photos/empty/"];
  assert.deepEqual(joined(paths), [...paths.slice(0, 3), "Photos/empty"]);
});

Deno.test("safePaths() lets nothing out of its folder", () => {
  const paths = ["../../etc/passwd", "/etc/passwd", "a//b", "a/./b", "..", "/", "//", "C:\\x/y"];
  for (const parts of safePaths(paths)) {
    assert.ok(parts.length > 0);
    for (const [depth, part] of parts.entries()) {
      assert.equal(safeFileName(part, depth > 0), part);
      assert.ok(part !== "." && part !== "..");
    }
  }
});

Deno.test("safePaths() tells apart what a file system wouldn't, folder by folder", () => {
  assert.deepEqual(joined(["a/x", "A/x", "a/X", "b/x", "a", "a/x"]), [
    "a/x",
    "A (2)/x",
    "a/X (2)",
    "b/x",
    "a (3)",
    "a/x (3)",
  ]);
  assert.deepEqual(joined(["e\u{301}/x", "\u{E9}/y"]), ["é/x", "é (2)/y"]);
});

Deno.test("safePaths() takes an empty folder and the same folder with files for one", () => {
  assert.deepEqual(joined(["a/", "a/x", "a/"]), ["a", "a/x", "a"]);
});

Deno.test("safePaths() keeps what developers and shells call their files, below the top", () => {
  const paths = ["app/.env.local", "app/.git/config", "app/start.url", "app/x.lnk", "app/...x"];
  assert.deepEqual(joined(paths), [...paths.slice(0, 4), "app/_x"]);
  assert.deepEqual(joined([".git/config", "start.url"]), ["_git/config", "start.url.download"]);
});

Deno.test("safePaths() takes names of JavaScript's own for names", () => {
  const paths = ["__proto__/constructor", "constructor/__proto__", "toString"];
  assert.deepEqual(joined(paths), paths);
});

Deno.test("safePaths() brings up what lies deeper than a disk may take", () => {
  const deep = "d/".repeat(1_000);
  const [one = [], two = []] = safePaths([`${deep}x`, `${deep}d/x`]);
  assert.equal(one.length, 33);
  assert.deepEqual([one.at(-1), two.at(-1)], ["x", "x (2)"]);
});

Deno.test("safePaths() never gives two files one path, for 200 random trees", () => {
  const random = new SeededRandom(7);
  const pieces = [
    "a",
    "A",
    "é",
    "e\u{301}",
    "..",
    ".",
    "",
    "con",
    "x.txt",
    "X.TXT",
    "a (2)",
    "__proto__",
  ];
  for (let round = 0; round < 200; round++) {
    const paths = Array.from({ length: 60 }, () => {
      const depth = 1 + random.below(5);
      return Array.from({ length: depth }, () => random.pick(pieces)).join(
        "/",
      );
    });
    const files = paths.map((path) => path.endsWith("/") ? undefined : path);
    const folded = joined(paths).filter((_, index) => files[index] !== undefined)
      .map((path) => path.toUpperCase().toLowerCase().normalize("NFC"));
    assert.equal(new Set(folded).size, folded.length, JSON.stringify(paths));
    // No file is where a folder is.
    for (const path of folded) {
      assert.ok(!folded.some((other) => other.startsWith(`${path}/`)), path);
    }
  }
});
