import assert from "node:assert/strict";
import { isFolder, parseFileEntry } from "./file_entry.ts";
import { MAX_PATH_LENGTH } from "./limits.ts";

const entry = { path: "holiday/beach.jpg", size: 7, modified: 1_700_000_000_000 };

for (
  const valid of [
    entry,
    { ...entry, size: 0, modified: 0 },
    { ...entry, size: 2 ** 53 - 1, modified: 8.64e15 },
    { ...entry, path: "a" },
    { ...entry, path: "x".repeat(MAX_PATH_LENGTH) },
    { ...entry, path: "holiday/", size: 0 },
    // Nothing of these is safe as a file's name; that is decided where a name is made of it.
    { ...entry, path: "__proto__" },
    { ...entry, path: "constructor" },
    { ...entry, path: "../../etc/passwd" },
    { ...entry, path: "\0\ud83d\u202e" },
  ]
) {
  const { path, size } = valid;
  Deno.test(`parseFileEntry takes ${JSON.stringify(path.slice(0, 20))} of ${size} bytes`, () => {
    assert.deepEqual(parseFileEntry(JSON.parse(JSON.stringify(valid))), valid);
  });
}

Deno.test("parseFileEntry gives back known members only, on an object of its own", () => {
  const value = JSON.parse(`{"path":"a","size":1,"modified":2,"__proto__":{"x":1},"mode":"0777"}`);
  const parsed = parseFileEntry(value);
  assert.deepEqual(parsed, { path: "a", size: 1, modified: 2 });
  assert.equal(Object.getPrototypeOf(parsed), Object.prototype);
});

const WRONG: readonly (readonly [member: keyof typeof entry, values: readonly unknown[]])[] = [
  ["path", [undefined, null, 7, {}, ["a"], "", "x".repeat(MAX_PATH_LENGTH + 1)]],
  ["size", [undefined, null, "7", {}, [7], -1, 0.5, NaN, Infinity, 2 ** 53]],
  ["modified", [undefined, null, "7", {}, [7], -1, 0.5, NaN, Infinity, 8.64e15 + 1]],
];

for (const [member, values] of WRONG) {
  for (const value of values) {
    const shown = String(JSON.stringify(value)).slice(0, 20);
    Deno.test(`parseFileEntry refuses a ${member} that is ${shown} (${String(value).slice(0, 9)})`, () => {
      assert.equal(parseFileEntry({ ...entry, [member]: value }), undefined);
    });
  }

  Deno.test(`parseFileEntry refuses an entry without its ${member}, also where a prototype has it`, () => {
    const { [member]: _, ...rest } = entry;
    assert.equal(parseFileEntry(rest), undefined);
    const text = JSON.stringify(rest).replace("{", `{"__proto__":${JSON.stringify(entry)},`);
    assert.equal(parseFileEntry(JSON.parse(text)), undefined);
  });
}

for (const path of ["a/", "a/b/", "/", "//"]) {
  Deno.test(`parseFileEntry refuses an empty folder ${path} that has bytes`, () => {
    assert.equal(parseFileEntry({ ...entry, path, size: 1 }), undefined);
    assert.deepEqual(parseFileEntry({ ...entry, path, size: 0 }), { ...entry, path, size: 0 });
  });
}

Deno.test("isFolder knows an empty folder by the slash at its end", () => {
  assert.ok(isFolder({ path: "a/b/" }));
  assert.ok(!isFolder({ path: "a/b" }));
});

for (const value of [undefined, null, 7, "a", [], [entry], true]) {
  Deno.test(`parseFileEntry refuses ${JSON.stringify(value)?.slice(0, 20)} in place of an entry`, () => {
    assert.equal(parseFileEntry(value), undefined);
  });
}
