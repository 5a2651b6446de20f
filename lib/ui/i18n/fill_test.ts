import assert from "node:assert/strict";
import { fill, plural } from "./fill.ts";

Deno.test("fill() puts every value in its place", () => {
  assert.equal(fill("{a}, {b}, {a}", { a: 1, b: "two" }), "1, two, 1");
});

Deno.test("fill() leaves a placeholder without a value to be seen", () => {
  assert.equal(fill("{missing}", {}), "{missing}");
});

Deno.test("fill() takes a value as it is, with whatever is special in it", () => {
  assert.equal(fill("{name}", { name: "$& {name} $1" }), "$& {name} $1");
});

Deno.test("plural() chooses the form by the language's own rules", () => {
  const forms = { one: "{count} файл", few: "{count} файла", many: "{count} файлов", other: "?" };
  const counted = [1, 2, 5, 11, 21, 104].map((count) => plural("ru", forms, count));
  assert.deepEqual(
    counted,
    ["1 файл", "2 файла", "5 файлов", "11 файлов", "21 файл", "104 файла"],
  );
});

Deno.test("plural() falls back to the form that every language has", () => {
  assert.equal(plural("en", { other: "{count} files" }, 1), "1 files");
});
