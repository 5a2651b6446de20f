import assert from "node:assert/strict";
import { groupIslands } from "./island_groups.ts";

Deno.test("groupIslands(): islands that never share a page stay apart, also those no page shows", () => {
  assert.deepEqual(groupIslands(["A", "B", "C"], [["B"], [], ["A"]]), [["A"], ["B"], ["C"]]);
  assert.deepEqual(groupIslands(["A"], []), [["A"]]);
  assert.deepEqual(groupIslands([], [[]]), []);
});

Deno.test("groupIslands(): a page with both joins those of pages with one", () => {
  assert.deepEqual(groupIslands(["A", "B"], [["A"], ["B"], ["B", "A"]]), [["A", "B"]]);
});

Deno.test("groupIslands(): pages join through the islands they share, in any order", () => {
  assert.deepEqual(
    groupIslands(["A", "B", "C", "D", "E", "F"], [["A", "B"], ["C", "D"], ["E"], ["D", "B"]]),
    [["A", "B", "C", "D"], ["E"], ["F"]],
  );
});

Deno.test("groupIslands(): a layout's island joins all pages under it", () => {
  assert.deepEqual(groupIslands(["A", "B", "Menu"], [["Menu", "A"], ["Menu", "B"], ["Menu"]]), [
    ["A", "B", "Menu"],
  ]);
});

Deno.test("groupIslands() refuses a page with an island that isn't one", () => {
  assert.throws(() => groupIslands(["A"], [["A", "B"]]), /Cannot group B: it is no island/);
});
