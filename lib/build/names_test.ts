import assert from "node:assert/strict";
import { sharedNames } from "./names.ts";

Deno.test("sharedNames() finds a name of every kind that two files export", () => {
  const kinds = [
    "export interface Lane {}",
    "export type Lane = 1;",
    "export class Lane {}",
    "export abstract class Lane {}",
    "export function Lane() {}",
    "export async function Lane() {}",
    "export function* Lane() {}",
    "export const Lane = 1;",
  ];
  for (const source of kinds) {
    const found = sharedNames([["lib/a.ts", "export const Lane = 0;"], ["bench/b.ts", source]]);
    assert.deepEqual(found, [{ file: "bench/b.ts", what: "exports Lane, as lib/a.ts does" }]);
  }
});

Deno.test("sharedNames() lets a file overload, pass on and keep a name to itself", () => {
  const files: [string, string][] = [
    ["a.ts", "export function f(a: 1): 1;\nexport function f(a: 2): 2;\nconst own = 1;"],
    ["b.ts", 'export { f } from "./a.ts";\nconst own = 2;'],
  ];
  assert.deepEqual(sharedNames(files), []);
});

Deno.test("sharedNames() knows what the framework and the state machines share", () => {
  const source = "export const handler = 1;\nexport function transition() {}";
  assert.deepEqual(sharedNames([["a.ts", source], ["b.ts", source]]), []);
});
