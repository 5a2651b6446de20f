import assert from "node:assert/strict";
import { MAX_PATH_LENGTH } from "../../../protocol/limits.ts";
import { FakeDirectory } from "../../../testing/fakes/fake_directory.ts";
import { fakeFolder, type FakeTree } from "../../../testing/fakes/fake_entry.ts";
import { SeededRandom } from "../../../testing/simulation/seeded_random.ts";
import type { Dropped } from "./dropped.ts";
import { walkDropped, type WalkOptions } from "./walk_dropped.ts";

function file(name: string, text = name): File {
  return new File([text], name, { lastModified: 7 });
}

function folder(name: string, tree: FakeTree | "unreadable", partLength?: number): Dropped {
  return { kind: "folder", entry: fakeFolder(name, tree, partLength), way: undefined };
}

async function walk(dropped: readonly Dropped[], options: Partial<WalkOptions> = {}) {
  const { signal } = new AbortController();
  return await walkDropped(dropped, { signal, onCount: () => {}, ...options });
}

function pathsOf({ items }: Awaited<ReturnType<typeof walk>>): string[] {
  return items.map(({ path }) => path);
}

Deno.test("walkDropped finds files, empty files and empty folders under their ways, in order", async () => {
  const found = await walk([
    { kind: "file", item: { path: "first", file: file("first") } },
    folder("trip", {
      "b.txt": file("b.txt"),
      deep: { er: { "c.txt": file("c.txt", "") }, nothing: {} },
      "a.txt": file("a.txt"),
    }),
    folder("void", {}),
  ]);
  assert.deepEqual(pathsOf(found), [
    "first",
    "trip/b.txt",
    "trip/a.txt",
    "trip/deep/er/c.txt",
    "trip/deep/nothing/",
    "void/",
  ]);
  assert.deepEqual(found.problems, []);
  assert.equal(found.items[1]?.file?.lastModified, 7);
});

Deno.test("walkDropped finds all of a folder whose reader hands it out in parts", async () => {
  const names = Array.from({ length: 250 }, (_, index) => `${index}`);
  const tree = Object.fromEntries(names.map((name) => [`f${name}`, file(name)]));
  for (const partLength of [1, 7, 100, 1_000]) {
    const counts: number[] = [];
    const onCount = (files: number) => void counts.push(files);
    const found = await walk([folder("many", tree, partLength)], { onCount });
    assert.equal(found.items.length, 250);
    assert.equal(counts.at(-1), 250);
  }
});

Deno.test("walkDropped takes names as they are", async () => {
  const names = [
    "__proto__",
    "constructor",
    "..",
    "a\\b",
    "🏔️",
    "имя",
    "con",
    " ",
    "x".repeat(255),
  ];
  const tree = Object.fromEntries(names.map((name) => [`./${name}`, file(name)]));
  const entries = fakeFolder("hostile", tree);
  const found = await walk([{ kind: "folder", entry: entries, way: undefined }]);
  assert.deepEqual(pathsOf(found), names.map((name) => `hostile/./${name}`));
});

Deno.test("walkDropped keeps the way back to the dropped folder with every file in it", async () => {
  const way = Promise.resolve("the folder");
  const entry = fakeFolder("a", { x: file("x"), b: { y: file("y") }, empty: {} });
  const { items } = await walk([{ kind: "folder", entry, way }]);
  assert.deepEqual(items.map((item) => item.way), [way, way, undefined]);
});

Deno.test("walkDropped says what can't be read, and finds the rest", async () => {
  const found = await walk([
    folder("a", { x: "unreadable", y: file("y"), z: "unreadable", "locked/": "unreadable" }),
    folder("shut", "unreadable"),
  ]);
  assert.deepEqual(pathsOf(found), ["a/y"]);
  assert.deepEqual(found.problems, [{ kind: "unreadable", path: "a/x", count: 4 }]);
});

Deno.test("walkDropped takes a folder in which nothing can be read for no empty one", async () => {
  const found = await walk([folder("a", { x: "unreadable" })]);
  assert.deepEqual(found.items, []);
});

Deno.test("walkDropped goes no deeper than a path may be long, and says so", async () => {
  let tree: FakeTree = { bottom: file("bottom") };
  for (let depth = 0; depth < MAX_PATH_LENGTH; depth++) tree = { d: tree, f: file("f") };
  const found = await walk([folder("a", tree)]);
  assert.deepEqual(found.problems.map(({ kind }) => kind), ["path-too-long"]);
  assert.ok(found.items.length > 400);
  assert.ok(found.items.every(({ path }) => path.length <= MAX_PATH_LENGTH));
});

Deno.test("walkDropped gives nothing where there is more than a transfer may have, and reads not on", async () => {
  const tree = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}a`, {}]));
  assert.equal((await walk([folder("a", tree, 2)], { most: 9 })).items.length, 9);
  const drops = [folder("a", tree, 2), folder("b", {}), folder("c", {})];
  assert.deepEqual(await walk(drops, { most: 9 }), { items: [], problems: [{ kind: "too-many" }] });
});

Deno.test("walkDropped ends where a disk has no end", async () => {
  const endless = {
    name: "endless",
    isFile: false,
    isDirectory: true,
    createReader: () => ({
      readEntries: (resolve: (entries: FileSystemEntry[]) => void) =>
        resolve([fakeFolder("again", {})]),
    }),
  } as unknown as FileSystemDirectoryEntry;
  const found = await walk([{ kind: "folder", entry: endless, way: undefined }], { most: 50 });
  assert.deepEqual(found.problems, [{ kind: "too-many" }]);
});

Deno.test("walkDropped stops when it is told to", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const tree = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`f${index}`, file(`${index}`)]),
  );
  let counted = 0;
  const onCount = () => {
    if (++counted === 40) controller.abort();
  };
  await assert.rejects(walk([folder("a", tree)], { signal, onCount }), { name: "AbortError" });
  assert.ok(counted < 100, `${counted}`);
});

for (let seed = 1; seed <= 40; seed++) {
  Deno.test(`walkDropped finds exactly what is in a tree, tree ${seed}`, async () => {
    const random = new SeededRandom(seed);
    const expected: string[] = [];
    let unreadable = 0;
    const grow = (path: string, depth: number): FakeTree => {
      const tree: Record<string, FakeTree | File | "unreadable"> = {};
      const size = random.below(depth > 4 ? 2 : 6);
      for (let index = 0; index < size; index++) {
        const name = `n${index}`;
        const kind = random.below(8);
        if (kind < 4) {
          tree[name] = file(name);
          expected.push(`${path}${name}`);
        } else if (kind < 5) {
          tree[name] = "unreadable";
          unreadable++;
        } else tree[name] = grow(`${path}${name}/`, depth + 1);
      }
      if (size === 0) expected.push(path);
      return tree;
    };
    const found = await walk([folder("root", grow("root/", 0), 1 + random.below(5))]);
    assert.deepEqual(pathsOf(found).sort(), expected.sort());
    const [problem] = found.problems;
    assert.equal(problem && "count" in problem ? problem.count : 0, unreadable);
  });
}

Deno.test("walkDropped ends where links lead back to their own folder, though no file is found", async () => {
  const loop: Record<string, FakeTree> = {};
  loop.a = loop.b = loop;
  const found = await walkDropped(
    [folder("loop", loop)],
    { signal: new AbortController().signal, onCount: () => {}, most: 500 },
  );
  assert.deepEqual(found, { items: [], problems: [{ kind: "too-many" }] });
});

Deno.test("walkDropped finds in a picked folder what it finds in a dropped one, empty folders too", async () => {
  const picked = new FakeDirectory("trip");
  for (let number = 0; number < 150; number++) {
    await picked.getFileHandle(`${number}.txt`, { create: true });
  }
  const deep = await picked.getDirectoryHandle("deep", { create: true });
  await deep.getDirectoryHandle("empty", { create: true });
  const entry = picked as unknown as FileSystemDirectoryHandle;
  const found = await walk([{ kind: "folder", entry, way: Promise.resolve(entry) }]);
  assert.equal(found.items.length, 151);
  assert.equal(pathsOf(found).at(-1), "trip/deep/empty/");
  assert.equal(await found.items[0]?.way, entry);
});
