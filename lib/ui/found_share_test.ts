import assert from "node:assert/strict";
import { FoundShare } from "./found_share.ts";
import { entryOf } from "./regather.ts";
import { FakeHandle } from "../testing/fake_handle.ts";

const a = new File(["1"], "a", { lastModified: 5 });
const b = new File(["22"], "b", { lastModified: 5 });
const wanted = [a, b].map(entryOf);

Deno.test("FoundShare has its files once each is chosen", () => {
  const share = new FoundShare(wanted);
  assert.deepEqual(share.missing, share.listed);
  assert.equal(share.take([b]), undefined);
  assert.equal(share.files, undefined);
  assert.deepEqual(share.missing, [{ name: "a", size: 1 }]);
  share.take([a]);
  assert.deepEqual(share.files, [a, b]);
  assert.ok(!share.canPermit);
});

Deno.test("FoundShare opens by itself what is still permitted, and the rest after it was asked for", async () => {
  const handles = [new FakeHandle(a, "granted"), new FakeHandle(b, "prompt")];
  const share = new FoundShare(wanted, handles);
  assert.ok(share.canPermit);
  assert.equal(await share.reopen({ ask: false }), undefined);
  assert.deepEqual(share.missing, [{ name: "b", size: 2 }]);
  assert.ok(share.canPermit);
  assert.deepEqual(handles.map(({ asked }) => asked), [0, 0]);
  await share.reopen({ ask: true });
  assert.deepEqual(share.files, [a, b]);
  assert.deepEqual(handles.map(({ asked }) => asked), [0, 1]);
});

Deno.test("FoundShare leaves what is refused, or gone, to be chosen", async () => {
  const gone = new FakeHandle(undefined, "prompt");
  const share = new FoundShare(wanted, [new FakeHandle(a, "prompt", "denied"), gone]);
  await share.reopen({ ask: true });
  assert.ok(!share.canPermit);
  assert.deepEqual(share.missing, share.listed);
  share.take([a, b]);
  assert.deepEqual(share.files, [a, b]);
});

Deno.test("FoundShare names a file that the browser opened and that was changed", async () => {
  const changed = new File(["2"], "b", { lastModified: 5 });
  const share = new FoundShare(wanted, [undefined, new FakeHandle(changed, "granted")]);
  assert.deepEqual(await share.reopen({ ask: false }), { name: "b", why: "size" });
  assert.ok(!share.canPermit);
});
