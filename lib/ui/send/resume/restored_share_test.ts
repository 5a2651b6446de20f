import assert from "node:assert/strict";
import { entryOf, sharedFile } from "../../../storage/sources/shared_item.ts";
import { RestoredShare } from "./restored_share.ts";
import { FakeFolder, FakeHandle } from "../../../testing/fakes/fake_handle.ts";
import { settle } from "../../../testing/simulation/simulation.ts";

const a = new File(["1"], "a", { lastModified: 5 });
const b = new File(["22"], "b", { lastModified: 5 });
const [itemA, itemB] = [sharedFile(a), sharedFile(b)];
const wanted = [itemA, itemB].map(entryOf);

function filesOf(share: RestoredShare) {
  return share.items?.map(({ file }) => file);
}

Deno.test("RestoredShare has its files once each is chosen", () => {
  const share = new RestoredShare(wanted);
  assert.deepEqual(share.missing, share.listed);
  assert.equal(share.take([itemB]), undefined);
  assert.equal(share.items, undefined);
  assert.deepEqual(share.missing, [{ name: "a", size: 1 }]);
  share.take([itemA]);
  assert.deepEqual(filesOf(share), [a, b]);
  assert.ok(!share.canPermit);
});

Deno.test("RestoredShare opens by itself what is still permitted, and the rest after it was asked for", async () => {
  const handles = [new FakeHandle(a, "granted"), new FakeHandle(b, "prompt")];
  const share = new RestoredShare(wanted, handles);
  assert.ok(share.canPermit);
  assert.equal(await share.reopen({ ask: false }), undefined);
  assert.deepEqual(share.missing, [{ name: "b", size: 2 }]);
  assert.ok(share.canPermit);
  assert.deepEqual(handles.map(({ asked }) => asked), [0, 0]);
  await share.reopen({ ask: true });
  assert.deepEqual(filesOf(share), [a, b]);
  assert.deepEqual(handles.map(({ asked }) => asked), [0, 1]);
});

Deno.test("RestoredShare leaves what is refused, or gone, to be chosen", async () => {
  const gone = new FakeHandle(undefined, "prompt");
  const share = new RestoredShare(wanted, [new FakeHandle(a, "prompt", "denied"), gone]);
  await share.reopen({ ask: true });
  assert.ok(!share.canPermit);
  assert.deepEqual(share.missing, share.listed);
  share.take([itemA, itemB]);
  assert.deepEqual(filesOf(share), [a, b]);
});

Deno.test("RestoredShare opens what there is where one file is refused while another still opens", async () => {
  const slow = new FakeHandle(a, "granted");
  slow.getFile = async () => {
    await settle();
    return a;
  };
  const share = new RestoredShare(wanted, [slow, new FakeHandle(undefined, "granted")]);
  await share.reopen({ ask: false });
  assert.deepEqual(share.missing, [{ name: "b", size: 2 }]);
});

Deno.test("RestoredShare names a file that the browser opened and that was changed", async () => {
  const changed = new File(["2"], "b", { lastModified: 5 });
  const share = new RestoredShare(wanted, [undefined, new FakeHandle(changed, "granted")]);
  assert.deepEqual(await share.reopen({ ask: false }), { name: "b", why: "size" });
  assert.ok(!share.canPermit);
});

Deno.test("RestoredShare has texts and empty folders again by itself", async () => {
  const text = sharedFile(new File(["два слова"], "два слова.txt", { lastModified: 0 }));
  const entries = [entryOf(text), entryOf({ path: "empty/" })];
  const share = new RestoredShare(entries, ["два слова", undefined]);
  assert.deepEqual(share.items?.map(entryOf), entries);
  assert.equal(await share.items?.[0]?.file?.text(), "два слова");
  assert.deepEqual(new RestoredShare(entries, ["another text", undefined]).missing, [
    { name: "два слова.txt", size: 17 },
  ]);
});

Deno.test("RestoredShare opens the files of a dropped folder by one question, and names what changed in it", async () => {
  const paths = ["pics/a", "pics/deep/er/b", "pics/deep/c"];
  const entries = paths.map((path) => ({ path, size: 1, modified: 5 }));
  const folder = new FakeFolder("prompt", {
    "a": new File(["1"], "a", { lastModified: 5 }),
    "deep/er/b": new File(["1"], "b", { lastModified: 5 }),
    "deep/c": new File(["12"], "c", { lastModified: 5 }),
  });
  const share = new RestoredShare(entries, paths.map(() => folder));
  await share.reopen({ ask: false });
  assert.equal(folder.asked, 0);
  assert.ok(share.canPermit);
  assert.deepEqual(await share.reopen({ ask: true }), { name: "c", why: "size" });
  assert.equal(folder.asked, 1);
  assert.deepEqual(share.missing, [{ name: "pics", size: 1, files: 1 }]);
  assert.ok(!share.canPermit);
});

Deno.test("RestoredShare leaves what was removed from a dropped folder to be chosen", async () => {
  const paths = ["pics/a", "pics/gone/b"];
  const entries = paths.map((path) => ({ path, size: 1, modified: 5 }));
  const folder = new FakeFolder("granted", { a: new File(["1"], "a", { lastModified: 5 }) });
  const share = new RestoredShare(entries, paths.map(() => folder));
  assert.equal(await share.reopen({ ask: false }), undefined);
  assert.deepEqual(share.missing, [{ name: "pics", size: 1, files: 1 }]);
});
