import assert from "node:assert/strict";
import { entryOf, sharedFile } from "./shared_item.ts";

Deno.test("a file of a chosen folder is shared under its way there", () => {
  const file = new File(["abc"], "c.txt", { lastModified: 1234 });
  assert.deepEqual(sharedFile(file), { path: "c.txt", file });
  Object.defineProperty(file, "webkitRelativePath", { value: "a/b/c.txt" });
  assert.deepEqual(sharedFile(file), { path: "a/b/c.txt", file });
});

for (
  const [lastModified, modified] of [
    [-7, 0],
    [1.5, 1],
    [1_767_225_600_000, 1_767_225_600_000],
    [9e15, 8.64e15],
  ] as const
) {
  Deno.test(`a date of ${lastModified} is offered as ${modified}, which the protocol can say`, () => {
    const file = new File([], "old", { lastModified });
    Object.defineProperty(file, "lastModified", { value: lastModified }); // As a disk may say it.
    assert.equal(entryOf({ path: "old", file }).modified, modified);
  });
}
