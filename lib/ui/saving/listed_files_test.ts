import assert from "node:assert/strict";
import { FakeDirectory } from "../../testing/fakes/fake_directory.ts";
import { HOSTILE_PATHS } from "../../testing/simulation/hostile_names.ts";
import { freePaths } from "../../storage/destination/destination.ts";
import { listedFiles, nameFiles } from "./listed_files.ts";
import { archiveName } from "./archive_name.ts";
import { MAX_SINGLE_SAVES, needsArchive } from "./offered_files.ts";

const OFFER = HOSTILE_PATHS.map((path) => ({
  path,
  size: path.endsWith("/") ? 0 : 1,
  modified: 0,
}));

Deno.test("listedFiles gives every hostile path a name of its own that stays below", () => {
  const names = listedFiles(OFFER).map(({ name }) => name);
  const folded = names.map((name) => name.normalize("NFC").toUpperCase().toLowerCase());
  assert.equal(new Set(folded).size, names.length);
  for (const name of names) {
    const parts = name.replace(/\/$/, "").split("/");
    for (const part of parts) {
      assert.notEqual(part, "", name);
      assert.doesNotMatch(part, /^\.|[\\:*?"<>|\p{Cc}\u202A-\u202E\u2066-\u2069]|[ .]$/u, name);
    }
  }
});

Deno.test("listedFiles shows the true extension of a name that was turned around", () => {
  const [file] = listedFiles([{ path: "photo\u202Egpj.exe", size: 1, modified: 0 }]);
  assert.equal(file?.name, "photogpj.exe");
  assert.equal(file?.given, "photo\u202Egpj.exe");
});

Deno.test("freePaths finds a way for every hostile path that Chromium lets be made", async () => {
  const names = listedFiles(OFFER).map(({ name }) => name);
  const root = new FakeDirectory("Downloads");
  const made = new Set<string>();
  for (const [index, path] of freePaths(names, []).entries()) {
    let folder = root;
    const isFolder = names[index]?.endsWith("/") ?? false;
    for (const part of isFolder ? path : path.slice(0, -1)) {
      folder = await folder.getDirectoryHandle(part, { create: true });
    }
    if (isFolder) continue;
    await folder.getFileHandle(path.at(-1) ?? "", { create: true });
    made.add(path.join("/").toLowerCase());
  }
  assert.equal(made.size, names.filter((name) => !name.endsWith("/")).length);
});

Deno.test("needsArchive: a folder, empty or not, or one file too many", () => {
  const flat = (count: number) =>
    listedFiles(
      Array.from({ length: count }, (_, index) => ({ path: `${index}`, size: 0, modified: 0 })),
    );
  assert.ok(!needsArchive(flat(MAX_SINGLE_SAVES)));
  assert.ok(needsArchive(flat(MAX_SINGLE_SAVES + 1)));
  assert.ok(needsArchive(listedFiles([{ path: "empty/", size: 0, modified: 0 }])));
  assert.ok(needsArchive(listedFiles([{ path: "a/b", size: 0, modified: 0 }])));
});

Deno.test("archiveName is a name that is safe, whatever the folder was called", () => {
  const nameOf = (path: string) =>
    archiveName(listedFiles([{ path, size: 0, modified: 0 }]), new Date(0));
  assert.equal(nameOf("../x"), "file.zip");
  assert.equal(nameOf("NUL/x"), "_NUL.zip");
  assert.match(nameOf("x"), /^FileFrag \d{4}-\d\d-\d\d\.zip$/);
});

Deno.test("listedFiles says of a name that it had to change what the sender calls it, and of no other", () => {
  const paths = ["notes.txt", "con.txt", "a/b.txt", "cafe\u0301.txt", "x ", "empty/"];
  const listed = listedFiles(paths.map((path) => ({ path, size: 0, modified: 0 })));
  assert.deepEqual(listed.map(({ given }) => given), [
    undefined,
    "con.txt",
    undefined,
    undefined,
    "x ",
    undefined,
  ]);
});

Deno.test("nameFiles takes a breath every few names, and lists the same", () => {
  const offer = Array.from({ length: 1_000 }, (_, index) => ({
    path: `a/${index % 7}/x${index % 11}.txt`,
    size: index,
    modified: 0,
  }));
  const listing = nameFiles(offer);
  let breaths = 0;
  let step = listing.next();
  for (; !step.done; step = listing.next()) breaths++;
  assert.equal(breaths, Math.floor(offer.length / 64));
  assert.deepEqual(step.value, listedFiles(offer));
});
