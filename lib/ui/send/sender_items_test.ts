// What the sender's model is given: folders, empty folders and texts, and what it does with them.
import assert from "node:assert/strict";
import { MAX_FILES, MAX_LIST_FOLDERS } from "../../protocol/limits.ts";
import type { SharedItem } from "../../storage/sources/shared_item.ts";
import { FakeFolder } from "../../testing/fakes/fake_handle.ts";
import type { FakeMeeting } from "../../testing/fakes/fake_meeting.ts";
import { passed, SenderBench } from "../../testing/samples/model_bench.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { isResuming, type SenderState } from "./sender_state.ts";
import { textFile } from "./intake/text_file.ts";

function file(path: string, text = "1"): SharedItem {
  return { path, file: new File([text], path, { lastModified: 5 }) };
}

function textOf(text: string): SharedItem {
  const item = textFile(text);
  assert.ok(item);
  return item;
}

/** The paths that whoever comes is offered. */
function offered(meeting: FakeMeeting): readonly string[] {
  const peer = meeting.introduce();
  peer.become({ kind: "connected", path: undefined });
  return peer.sent.flatMap((message) =>
    message.type === "files" ? message.files.map(({ path }) => path) : []
  );
}

/** The page is reloaded. */
async function reloaded(bench: SenderBench): Promise<SenderBench> {
  bench.model.leave();
  await passed();
  const after = new SenderBench(bench.home);
  after.model.open();
  // Digests of large texts take as long as the machine has no core for them.
  for (let turn = 0; isFinding(after.model.state.value); turn++) {
    assert.ok(turn < 100_000, "the share isn't found");
    await settle();
  }
  return after;
}

function isFinding(state: SenderState): boolean {
  return state.kind === "loading" && state.step === "finding";
}

Deno.test("SenderModel offers files and empty folders under their paths, in the order they were given", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  assert.ok(model.choose([file("a/x"), { path: "a/empty/" }]));
  assert.ok(model.choose([file("b"), file("a/y"), textOf("some words")]));
  assert.deepEqual(model.state.value.files, [
    { name: "a", size: 2, files: 2 },
    { name: "b", size: 1 },
    { name: "some words.txt", size: 10 },
  ]);
  await model.share();
  assert.deepEqual(offered(bench.meeting), ["a/x", "a/empty/", "b", "a/y", "some words.txt"]);
});

Deno.test("SenderModel takes a folder out of the list with all that is in it", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  model.choose([file("a/x"), file("b"), { path: "a/empty/" }, file("a/deep/y")]);
  model.remove(0);
  assert.deepEqual(model.state.value.files, [{ name: "b", size: 1 }]);
  await model.share();
  assert.deepEqual(offered(bench.meeting), ["b"]);
});

Deno.test("SenderModel adds nothing that would be more than a transfer may have", () => {
  const { model } = new SenderBench();
  using _ = model;
  const one = file("a/x");
  assert.ok(model.choose(Array.from({ length: MAX_FILES - 1 }, () => one)));
  assert.equal(model.choose([file("b"), file("c")]), false);
  assert.deepEqual(model.state.value.files.map(({ name }) => name), ["a"]);
  assert.ok(model.choose([file("b")]));
});

Deno.test("SenderModel adds nothing whose folders would be more than a list may have", () => {
  const { model } = new SenderBench();
  using _ = model;
  const { file: content } = file("x");
  assert.ok(model.choose([{ path: "a/x", ...(content && { file: content }) }]));
  const folders = Array.from({ length: MAX_LIST_FOLDERS }, (_, number) => ({ path: `${number}/` }));
  assert.equal(model.choose(folders), false);
  assert.ok(model.choose(folders.slice(1)));
});

Deno.test("SenderModel goes on by itself after a reload with texts and empty folders, which no disk has to give again", async () => {
  const before = new SenderBench();
  before.model.choose([textOf("https://example.org"), { path: "a/empty/" }]);
  await before.model.share();
  assert.ok(!before.model.atRisk(), "nothing has to be looked for");
  const after = await reloaded(before);
  using _ = after.model;
  const meeting = await after.met();
  assert.deepEqual(offered(meeting), ["example.org.txt", "a/empty/"]);
});

Deno.test("SenderModel opens a dropped folder again after a reload, by one question", async () => {
  const inside = { "x": new File(["1"], "x", { lastModified: 5 }) };
  const folder = new FakeFolder("prompt", inside);
  const way = folder as unknown as FileSystemDirectoryHandle;
  const before = new SenderBench();
  before.model.choose([{ path: "a/x", file: inside.x, way: Promise.resolve(way) }]);
  await before.model.share();
  assert.ok(!before.model.atRisk());
  const after = await reloaded(before);
  using model = after.model;
  const state = model.state.value;
  assert.ok(isResuming(state) && state.canPermit);
  assert.deepEqual(state.missing, [{ name: "a", size: 1, files: 1 }]);
  await model.reopen();
  assert.equal(folder.asked, 1);
  assert.deepEqual(offered(await after.met()), ["a/x"]);
});

Deno.test("SenderModel is at risk with a folder that would have to be found again", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  model.choose([file("a/x"), textOf("words")]);
  await model.share();
  assert.ok(model.atRisk());
  const after = await reloaded(bench);
  using again = after.model;
  const state = again.state.value;
  assert.ok(isResuming(state));
  assert.deepEqual(state.missing.map(({ name }) => name), ["a"]);
  // Pasted once more, a text is the same file: nothing is said of it.
  again.choose([textOf("words")]);
  const now = again.state.value;
  assert.ok(isResuming(now) && now.refusal === undefined);
  again.choose([file("a/x")]);
  await after.met();
});

Deno.test("SenderModel keeps no more of texts than there is room for, and asks for the rest", async () => {
  const before = new SenderBench();
  // Five of the longest, each another.
  const texts = Array.from({ length: 5 }, (_, index) => `${index} ${"x".repeat(999_990)}`);
  before.model.choose(texts.map(textOf));
  await before.model.share();
  assert.ok(before.model.atRisk());
  const after = await reloaded(before);
  using model = after.model;
  const state = model.state.value;
  assert.ok(isResuming(state));
  assert.equal(state.missing.length, 1);
  model.choose([textOf(texts.at(-1) ?? "")]);
  await after.met();
});
