import assert from "node:assert/strict";
import { ownNames } from "./own_names.ts";

for (
  const [target, is] of [
    ["jsr:@fresh/core@^2.3.3", true],
    ["jsr:/@fresh/core@2", true],
    ["jsr:@fresh/core-other@2", false],
    ["npm:@fresh/core@2", false],
    ["./lib/fresh/mod.ts", false],
  ] as const
) {
  Deno.test(`ownNames() takes ${target} ${is ? "for the library" : "for something else"}`, () => {
    const names = Object.keys(ownNames({ a: target }, "/"));
    assert.deepEqual(names, is ? ["a", "a/runtime", "a/dev"] : []);
  });
}
