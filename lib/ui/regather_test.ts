import assert from "node:assert/strict";
import { entryOf, missingOf, regather } from "./regather.ts";

function fileOf(name: string, text: string, lastModified = 5): File {
  return new File([text], name, { lastModified });
}

const a = fileOf("a", "1");
const b = fileOf("b", "22");
const twin = fileOf("a", "333");
const wanted = [a, b, twin].map(entryOf);
const NOTHING = wanted.map(() => undefined);

Deno.test("regather puts files into their places, in whatever order they come", () => {
  assert.deepEqual(regather(wanted, NOTHING, [twin, b, a]), {
    files: [a, b, twin],
    refusal: undefined,
  });
});

Deno.test("regather takes files at several times, as out of several folders", () => {
  const first = regather(wanted, NOTHING, [b]);
  assert.deepEqual(first.files, [undefined, b, undefined]);
  assert.deepEqual(missingOf(wanted, first.files), [{ name: "a", size: 1 }, {
    name: "a",
    size: 3,
  }]);
  assert.deepEqual(regather(wanted, first.files, [a, twin]).files, [a, b, twin]);
});

Deno.test("regather needs as many files as there were, also where they are all alike", () => {
  const alike = [a, fileOf("a", "1")];
  const entries = alike.map(entryOf);
  const once = regather(entries, [undefined, undefined], [a]);
  assert.deepEqual(once.files, [a, undefined]);
  assert.equal(regather(entries, once.files, alike).files[1], a);
});

for (
  const [why, wrong] of [
    ["name", fileOf("c", "1")],
    ["size", fileOf("b", "1")],
    ["modified", fileOf("b", "22", 6)],
  ] as const
) {
  Deno.test(`regather refuses a file of another ${why}, and keeps what it has`, () => {
    const { files, refusal } = regather(wanted, [a, undefined, undefined], [wrong]);
    assert.deepEqual(refusal, { name: wrong.name, why });
    assert.deepEqual(files, [a, undefined, undefined]);
  });
}

Deno.test("regather takes what belongs out of a choice that has more, and names the first that doesn't", () => {
  const { files, refusal } = regather(wanted, NOTHING, [fileOf("x", ""), a, fileOf("y", "")]);
  assert.deepEqual(files, [a, undefined, undefined]);
  assert.deepEqual(refusal, { name: "x", why: "name" });
});

Deno.test("regather says nothing of a file that is there already", () => {
  assert.equal(regather(wanted, [undefined, b, undefined], [b]).refusal, undefined);
});

Deno.test("entryOf describes a file as it is offered: with its folder, and with a date that can be sent", () => {
  const file = fileOf("c.txt", "1", -7);
  Object.defineProperty(file, "webkitRelativePath", { value: "a/b/c.txt" });
  assert.deepEqual(entryOf(file), { path: "a/b/c.txt", size: 1, modified: 0 });
  assert.deepEqual(missingOf([entryOf(file)], [undefined]), [{ name: "c.txt", size: 1 }]);
});
