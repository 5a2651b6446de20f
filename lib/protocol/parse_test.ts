import assert from "node:assert/strict";
import { isCount, isRecord, isText, parseJsonObject } from "./parse.ts";

for (
  const text of [
    "",
    " ",
    "{",
    "{}x",
    "{'a':1}",
    '{"a":1,}',
    "[]",
    '[{"a":1}]',
    "null",
    "true",
    "7",
    '"{}"',
    "undefined",
    "NaN",
    "\ufeff{}",
    "\0",
  ]
) {
  Deno.test(`parseJsonObject answers undefined to ${JSON.stringify(text)}`, () => {
    assert.equal(parseJsonObject(text), undefined);
  });
}

Deno.test("parseJsonObject gives the object, and of two members of one name the last", () => {
  assert.deepEqual(parseJsonObject("{}"), {});
  assert.deepEqual(parseJsonObject('\n {"a":[1],"b":{"c":null}} '), { a: [1], b: { c: null } });
  assert.deepEqual(parseJsonObject('{"a":1,"a":2}'), { a: 2 });
});

Deno.test("parseJsonObject makes members of __proto__ and constructor, and changes no prototype", () => {
  const value = parseJsonObject('{"__proto__":{"type":"bye"},"constructor":{"prototype":{"x":1}}}');
  assert.ok(value);
  assert.equal(value.type, undefined);
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(Object.hasOwn(Object.prototype, "x"), false);
});

Deno.test("parseJsonObject answers nesting beyond any stack without throwing", () => {
  assert.doesNotThrow(() => parseJsonObject(`{"a":${"[".repeat(200_000)}`));
});

Deno.test("isRecord takes objects, and neither null nor arrays", () => {
  for (const value of [{}, { a: 1 }, Object.create(null)]) assert.equal(isRecord(value), true);
  for (const value of [null, undefined, [], "", "a", 0, 7, true, Symbol.iterator, () => {}]) {
    assert.equal(isRecord(value), false, String(value));
  }
});

Deno.test("isText takes strings up to its bound in UTF-16 units", () => {
  assert.equal(isText("", 0), true);
  assert.equal(isText("abc", 3), true);
  assert.equal(isText("abcd", 3), false);
  assert.equal(isText("\u{1f426}", 1), false);
  for (const value of [null, undefined, 7, ["a"], { length: 1 }, Object("a")]) {
    assert.equal(isText(value, 10), false);
  }
});

for (
  const [value, min, max, taken] of [
    [0, 0, 10, true],
    [10, 0, 10, true],
    [11, 0, 10, false],
    [-1, 0, 10, false],
    [4, 5, 10, false],
    [5, 5, 5, true],
    [0.5, 0, 10, false],
    [NaN, 0, 10, false],
    [Infinity, 0, Infinity, false],
    [2 ** 53 - 1, 0, undefined, true],
    [2 ** 53, 0, undefined, false],
    ["1", 0, 10, false],
    [1n, 0, 10, false],
    [[1], 0, 10, false],
    [null, 0, 10, false],
    [undefined, 0, 10, false],
    [true, 0, 10, false],
  ] as const
) {
  const bounds = `[${min}, ${max ?? "2^53 - 1"}]`;
  Deno.test(`isCount ${taken ? "takes" : "refuses"} ${typeof value} ${value} in ${bounds}`, () => {
    assert.equal(isCount(value, min, max), taken);
  });
}
