import assert from "node:assert/strict";
import { isCount, isRecord, isText, parseJsonObject, parseList } from "./parse.ts";

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

const word = (item: unknown) => isText(item, 3) ? item.toUpperCase() : undefined;

for (
  const [value, min, max, list] of [
    [[], 0, 2, []],
    [["a"], 0, 2, ["A"]],
    [["a", "b"], 0, 2, ["A", "B"]],
    [["a", "b", "c"], 0, 2, undefined],
    [[], 1, 2, undefined],
    [["a"], 1, 1, ["A"]],
    [["a", 7], 0, 2, undefined],
    [[undefined], 0, 2, undefined],
    [new Array(2), 0, 2, undefined], // Two holes.
    [[["a"]], 0, 2, undefined],
    [undefined, 0, 2, undefined],
    [null, 0, 2, undefined],
    ["ab", 0, 2, undefined],
    [{ length: 1, 0: "a" }, 0, 2, undefined],
    [new Set(["a"]), 0, 2, undefined],
  ] as const
) {
  const what = `${typeof value} ${JSON.stringify(value)} of ${min} to ${max}`;
  Deno.test(`parseList ${list ? "takes" : "refuses"} ${what}`, () => {
    assert.deepEqual(parseList(value, min, max, word), list);
  });
}

Deno.test("parseList looks at no item of a list that is too long", () => {
  let looks = 0;
  assert.equal(parseList([1, 2, 3], 0, 2, () => looks++), undefined);
  assert.equal(looks, 0);
});

Deno.test("parseList takes items that are falsy, but not undefined", () => {
  assert.deepEqual(parseList([0, "", false, null], 0, 4, (item) => item), [0, "", false, null]);
});
