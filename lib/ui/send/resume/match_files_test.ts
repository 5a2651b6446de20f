import assert from "node:assert/strict";
import { entryOf, type SharedFile } from "../../../storage/sources/shared_item.ts";
import { matchFiles, missingOf } from "./match_files.ts";

function fileOf(path: string, text: string, lastModified = 5): SharedFile {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { path, file: new File([text], name, { lastModified }) };
}

const a = fileOf("a", "1");
const b = fileOf("b", "22");
const twin = fileOf("a", "333");
const wanted = [a, b, twin].map(entryOf);
const NOTHING = wanted.map(() => undefined);

Deno.test("matchFiles puts files into their order, in whatever order they come", () => {
  assert.deepEqual(matchFiles(wanted, NOTHING, [twin, b, a]), {
    items: [a, b, twin],
    refusal: undefined,
  });
});

Deno.test("matchFiles takes files at several times, as out of several folders", () => {
  const first = matchFiles(wanted, NOTHING, [b]);
  assert.deepEqual(first.items, [undefined, b, undefined]);
  assert.deepEqual(missingOf(wanted, first.items), [{ name: "a", size: 1 }, {
    name: "a",
    size: 3,
  }]);
  assert.deepEqual(matchFiles(wanted, first.items, [a, twin]).items, [a, b, twin]);
});

Deno.test("matchFiles needs as many files as there were, also where they are all alike", () => {
  const alike = [a, fileOf("a", "1")];
  const entries = alike.map(entryOf);
  const once = matchFiles(entries, [undefined, undefined], [a]);
  assert.deepEqual(once.items, [a, undefined]);
  assert.equal(matchFiles(entries, once.items, alike).items[1], a);
});

for (
  const [why, wrong] of [
    ["name", fileOf("c", "1")],
    ["size", fileOf("b", "1")],
    ["modified", fileOf("b", "22", 6)],
  ] as const
) {
  Deno.test(`matchFiles refuses a file of another ${why}, and keeps what it has`, () => {
    const { items, refusal } = matchFiles(wanted, [a, undefined, undefined], [wrong]);
    assert.deepEqual(refusal, { name: wrong.path, why });
    assert.deepEqual(items, [a, undefined, undefined]);
  });
}

Deno.test("matchFiles takes what belongs out of a choice that has more, and names the first that doesn't", () => {
  const { items, refusal } = matchFiles(wanted, NOTHING, [fileOf("x", ""), a, fileOf("y", "")]);
  assert.deepEqual(items, [a, undefined, undefined]);
  assert.deepEqual(refusal, { name: "x", why: "name" });
});

Deno.test("matchFiles says nothing of a file that is there already", () => {
  assert.equal(matchFiles(wanted, [undefined, b, undefined], [b]).refusal, undefined);
});

Deno.test("matchFiles knows a file by its way from the folder on, and an empty folder by its path", () => {
  const tree = [fileOf("a/b/c.txt", "1"), { path: "a/empty/" }];
  const entries = tree.map(entryOf);
  const outside = matchFiles(entries, [undefined, undefined], [fileOf("c.txt", "1")]);
  assert.deepEqual(outside.refusal, { name: "c.txt", why: "name" });
  assert.deepEqual(missingOf(entries, outside.items), [{ name: "a", size: 1, files: 1 }]);
  assert.deepEqual(matchFiles(entries, outside.items, tree).items, tree);
});
