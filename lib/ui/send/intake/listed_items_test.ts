import assert from "node:assert/strict";
import { countFiles, listedItems, withoutRow } from "./listed_items.ts";

const of = (...paths: string[]) => paths.map((path) => ({ path, size: 1 }));

Deno.test("listedItems has a row for each file and one for each folder, in the order they came", () => {
  assert.deepEqual(listedItems(of("z", "a/1", "y", "b/1", "a/deep/er/2")), [
    { name: "z", size: 1 },
    { name: "a", size: 2, files: 2 },
    { name: "y", size: 1 },
    { name: "b", size: 1, files: 1 },
  ]);
});

Deno.test("listedItems counts no empty folder as a file", () => {
  assert.deepEqual(listedItems([{ path: "a/", size: 0 }]), [{ name: "a", size: 0, files: 0 }]);
});

Deno.test("listedItems keeps files of one name apart, and puts folders of one name together", () => {
  const rows = listedItems(of("same", "same", "a/x", "a/x"));
  assert.deepEqual(rows.map(({ name, files }) => [name, files]), [
    ["same", undefined],
    ["same", undefined],
    ["a", 2],
  ]);
  assert.equal(countFiles(rows), 4);
});

Deno.test("listedItems takes names as they are, also those that objects have", () => {
  const rows = listedItems(of("__proto__/a", "constructor", "__proto__/b"));
  assert.deepEqual(rows.map(({ name }) => name), ["__proto__", "constructor"]);
});

Deno.test("withoutRow takes out what the row is about: a file, or a folder with all in it", () => {
  const items = of("same", "a/1", "same", "a/2", "a/deep/");
  const [first, inA, second] = items;
  assert.deepEqual(withoutRow(items, 1), [first, second]);
  assert.ok(withoutRow(items, 2).includes(inA!));
  assert.equal(withoutRow(items, 0)[0], inA);
  assert.deepEqual(withoutRow(items, 9), items);
});

Deno.test("a list of a hundred thousand files in two hundred folders is quick to make", () => {
  const items = of(...Array.from({ length: 100_000 }, (_, index) => `${index % 200}/${index}`));
  const start = performance.now();
  assert.equal(listedItems(items).length, 200);
  assert.equal(withoutRow(items, 7).length, 99_500);
  assert.ok(performance.now() - start < 2_000);
});
