import assert from "node:assert/strict";
import { MAX_PATH_LENGTH } from "../../../protocol/limits.ts";
import type { SharedItem } from "../../../storage/sources/shared_item.ts";
import { fakeFolder } from "../../../testing/fakes/fake_entry.ts";
import { settle } from "../../../testing/simulation/simulation.ts";
import type { Dropped } from "./dropped.ts";
import { FileIntake, type FileIntakeOptions } from "./file_intake.ts";
import * as text from "./given_text.ts";
import { MAX_TYPED_TEXT_BYTES } from "./typed_text_limit.ts";
import * as walk from "./walk_dropped.ts";

function item(path: string): SharedItem {
  return { path, file: new File(["1"], path) };
}

function dropOf(name: string): Dropped {
  return { kind: "folder", entry: fakeFolder(name, { x: new File(["1"], "x") }), way: undefined };
}

/** An intake, and what came of it. */
class Bench {
  readonly chosen: string[] = [];
  fits = true;
  loadWalk: FileIntakeOptions["loadWalk"] = () => Promise.resolve(walk);
  loadText: FileIntakeOptions["loadText"] = () => Promise.resolve(text);
  readonly intake = new FileIntake({
    choose: (items) => {
      if (this.fits) this.chosen.push(...items.map(({ path }) => path));
      return this.fits;
    },
    site: () => ({ origin: "https://files.example", basePath: "" }),
    loadWalk: () => this.loadWalk(),
    loadText: () => this.loadText(),
  });

  get problems(): unknown {
    return this.intake.problems.value;
  }

  /** Resolves when no folder is being read. */
  async rest(): Promise<void> {
    for (let turn = 0; this.intake.reading.value !== undefined; turn++) {
      assert.ok(turn < 1_000, "still reading");
      await settle();
    }
  }
}

Deno.test("FileIntake takes dropped files at once, and loads nothing for it", () => {
  const bench = new Bench();
  bench.loadWalk = () => assert.fail("not needed");
  bench.intake.drop([{ kind: "file", item: item("a") as Extract<SharedItem, { file: File }> }]);
  assert.deepEqual(bench.chosen, ["a"]);
});

Deno.test("FileIntake reads dropped folders, and says meanwhile that it does", async () => {
  const bench = new Bench();
  bench.intake.drop([dropOf("a")]);
  assert.equal(bench.intake.reading.value, 0);
  await bench.rest();
  assert.deepEqual(bench.chosen, ["a/x"]);
});

Deno.test("FileIntake keeps the order of drops, though a file comes while a folder is read", async () => {
  const bench = new Bench();
  bench.intake.drop([dropOf("a")]);
  bench.intake.drop([{ kind: "file", item: item("b") as Extract<SharedItem, { file: File }> }]);
  bench.intake.drop([dropOf("c")]);
  await bench.rest();
  assert.deepEqual(bench.chosen, ["a/x", "b", "c/x"]);
});

Deno.test("FileIntake stops reading at once, and takes nothing of it", async () => {
  const bench = new Bench();
  const { promise, resolve } = Promise.withResolvers<typeof walk>();
  bench.loadWalk = () => promise;
  bench.intake.drop([dropOf("a")]);
  bench.intake.stop();
  assert.equal(bench.intake.reading.value, undefined);
  bench.loadWalk = () => Promise.resolve(walk);
  bench.intake.drop([dropOf("b")]);
  await bench.rest();
  resolve(walk);
  await settle();
  assert.deepEqual(bench.chosen, ["b/x"]);
  assert.equal(bench.intake.reading.value, undefined);
});

Deno.test("FileIntake says where the part that reads folders can't be had, and tries again next time", async () => {
  const bench = new Bench();
  bench.loadWalk = () => Promise.reject(new Error("offline"));
  bench.intake.drop([dropOf("a")]);
  await bench.rest();
  assert.deepEqual(bench.problems, [{ kind: "unavailable" }]);
  bench.loadWalk = () => Promise.resolve(walk);
  bench.intake.drop([dropOf("a")]);
  await bench.rest();
  assert.deepEqual(bench.problems, []);
  assert.deepEqual(bench.chosen, ["a/x"]);
});

Deno.test("FileIntake says that the list would be too long", () => {
  const bench = new Bench();
  bench.fits = false;
  bench.intake.take([item("a")]);
  assert.deepEqual(bench.problems, [{ kind: "too-many" }]);
  bench.fits = true;
  bench.intake.take([item("a")]);
  assert.deepEqual(bench.problems, []);
});

Deno.test("FileIntake leaves out what has too long a path, and says so", () => {
  const bench = new Bench();
  const long = "x".repeat(MAX_PATH_LENGTH + 1);
  bench.intake.take([item("a"), item(long), item(`${long}y`)]);
  assert.deepEqual(bench.chosen, ["a"]);
  assert.deepEqual(bench.problems, [{ kind: "path-too-long", path: long, count: 2 }]);
});

Deno.test("FileIntake takes a text as a file, and refuses one that is too long", async () => {
  const bench = new Bench();
  assert.ok(await bench.intake.addText("hello there"));
  assert.deepEqual(bench.chosen, ["hello there.txt"]);
  assert.equal(await bench.intake.addText("x".repeat(MAX_TYPED_TEXT_BYTES + 1)), false);
  assert.deepEqual(bench.problems, [{ kind: "text-too-long" }]);
  assert.equal(await bench.intake.addText(" \n"), false);
  assert.equal(bench.chosen.length, 1);
});

Deno.test("FileIntake says so where nothing of a drop can be read", () => {
  const bench = new Bench();
  bench.intake.drop([]);
  assert.deepEqual(bench.problems, [{ kind: "nothing" }]);
  bench.intake.take([item("a")]);
  assert.deepEqual(bench.problems, []);
});

Deno.test("FileIntake asks of a link of ours whether to open it, and sends it as a text when told so", async () => {
  const href = `/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80#${"A".repeat(43)}`;
  const bench = new Bench();
  const given = `https://files.example${href}`;
  assert.equal(await bench.intake.addText(given), true);
  assert.deepEqual(bench.intake.link.value, { text: given, href });
  assert.deepEqual(bench.chosen, []);
  assert.equal(await bench.intake.addText(given), true);
  assert.equal(bench.intake.link.value, undefined);
  assert.equal(bench.chosen.length, 1);
});

Deno.test("FileIntake forgets a link when something else is given", async () => {
  const bench = new Bench();
  await bench.intake.addText("/view/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80");
  assert.ok(bench.intake.link.value);
  bench.intake.take([item("a")]);
  assert.equal(bench.intake.link.value, undefined);
});
