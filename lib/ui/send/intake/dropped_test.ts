import assert from "node:assert/strict";
import { FakeHandle } from "../../../testing/fakes/fake_handle.ts";
import { fakeFolder } from "../../../testing/fakes/fake_entry.ts";
import { droppedIn } from "./dropped.ts";

type Item = Partial<DataTransferItem> & { getAsFileSystemHandle?: () => Promise<unknown> };

function dropOf(...items: Item[]) {
  return { items } as unknown as DataTransfer;
}

function itemOf(file: File): Item {
  return { kind: "file", webkitGetAsEntry: () => null, getAsFile: () => file };
}

const file = new File(["1"], "a");

Deno.test("droppedIn has the files of a drop, and no texts", () => {
  const dropped = droppedIn(dropOf(itemOf(file), { kind: "string" }));
  assert.deepEqual(dropped, [{ kind: "file", item: { path: "a", file } }]);
});

Deno.test("droppedIn takes a folder for a folder, though the browser gives a File for it too", () => {
  const entry = fakeFolder("f", {});
  const dropped = droppedIn(dropOf({ ...itemOf(file), webkitGetAsEntry: () => entry }));
  assert.deepEqual(dropped, [{ kind: "folder", entry, way: undefined }]);
});

Deno.test("droppedIn keeps the way back where the browser gives one", async () => {
  const handle = new FakeHandle(file, "granted");
  const [dropped] = droppedIn(dropOf({
    ...itemOf(file),
    getAsFileSystemHandle: () => Promise.resolve(handle),
  }));
  assert.ok(dropped?.kind === "file");
  assert.equal(await dropped.item.way, handle as unknown);
});

Deno.test("droppedIn has no way back to what was pasted from nowhere", async () => {
  for (const answer of [() => Promise.resolve(null), () => Promise.reject(new Error("no"))]) {
    const [dropped] = droppedIn(dropOf({ ...itemOf(file), getAsFileSystemHandle: answer }));
    assert.ok(dropped?.kind === "file");
    assert.equal(await dropped.item.way, undefined);
  }
});
