import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, chmod, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { reasonOf } from "../../protocol/failure.ts";
import { ListBounds } from "../../protocol/list_bounds.ts";
import { cantRun } from "../../testing/cant_run.ts";
import { diskItems, type DiskItemsOptions } from "./disk_items.ts";
import { fillFolder, inFolder } from "./test_support.ts";

const FOLLOW: DiskItemsOptions = { links: "follow" };

async function list(folder: string, paths: readonly string[], options = FOLLOW) {
  const items = await diskItems(paths.map((path) => `${folder}/${path}`), options);
  await items.close();
  const problems = items.problems.map(({ kind, path }) =>
    `${kind} ${path.slice(folder.length + 1)}`
  );
  return { paths: items.files.map(({ path }) => path), problems };
}

Deno.test("files and folders are listed in the order they were named, and what is in a folder by name", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, {
      "z.txt": "z",
      "a/b/2": "2",
      "a/B": "B",
      "a/10": "10",
      "a/1": "1",
      "a/e/": "",
    });
    const expected = {
      paths: ["z.txt", "a/1", "a/10", "a/B", "a/b/2", "a/e/"],
      problems: [],
    };
    assert.deepEqual(await list(folder, ["z.txt", "a"]), expected);
    assert.deepEqual(await list(folder, ["z.txt", "a/"]), expected);
    assert.deepEqual(await list(folder, ["./z.txt", "a", "a/", "a/b/../../z.txt"]), expected);
  });
});

Deno.test("sizes, times and bytes are those of the disk", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "a.txt": "0123456789", "old": "", "empty/": "" });
    await utimes(join(folder, "a.txt"), 1, 1_234_567.891);
    execFileSync("touch", ["-d", "1960-01-01", join(folder, "old")]);
    const items = await diskItems(
      ["a.txt", "old", "empty"].map((path) => join(folder, path)),
      FOLLOW,
    );
    const entries = items.files.map(({ path, size, modified }) => ({ path, size, modified }));
    assert.deepEqual(entries, [
      { path: "a.txt", size: 10, modified: 1_234_567_891 },
      { path: "old", size: 0, modified: 0 },
      { path: "empty/", size: 0, modified: 0 },
    ]);
    const [file, old, empty] = items.files;
    assert.deepEqual(await file?.source.read(3, 2), new Uint8Array([0x33, 0x34]));
    assert.deepEqual(await old?.source.read(0, 0), new Uint8Array());
    assert.deepEqual(await empty?.source.read(0, 0), new Uint8Array());
    await items.close();
  });
});

Deno.test("two things of one name get two names", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "a/x": "1", "b/x": "2", "c/x/y": "3" });
    assert.deepEqual((await list(folder, ["a/x", "b/x", "c/x"])).paths, ["x", "x (2)", "x (3)/y"]);
  });
});

Deno.test("links are sent as what they point to, or told and left out", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "far/file": "1", "a/real": "2" });
    await symlink(join(folder, "far/file"), join(folder, "a/to file"));
    await symlink("../far", join(folder, "a/to folder"));
    await symlink("nowhere", join(folder, "a/to nothing"));
    assert.deepEqual(await list(folder, ["a"]), {
      paths: ["a/real", "a/to file", "a/to folder/file"],
      problems: ["missing a/to nothing"],
    });
    assert.deepEqual(await list(folder, ["a", "a/to file"], { links: "skip" }), {
      paths: ["a/real"],
      problems: ["link a/to file", "link a/to folder", "link a/to nothing", "link a/to file"],
    });
  });
});

Deno.test("loops of links end, and what else is there is listed", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "a/b/file": "1" });
    await symlink("..", join(folder, "a/b/up"));
    await symlink(".", join(folder, "a/b/self"));
    await symlink("circle", join(folder, "a/circle"));
    assert.deepEqual(await list(folder, ["a"]), {
      paths: ["a/b/file"],
      problems: ["loop a/b/self", "loop a/b/up", "loop a/circle"],
    });
  });
});

Deno.test("what is missing or no file is told and doesn't stop the rest", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "a/file": "1" });
    if (process.platform !== "win32") execFileSync("mkfifo", [join(folder, "a/pipe")]);
    assert.deepEqual(await list(folder, ["gone", "a/file/in", "a"]), {
      paths: ["a/file"],
      problems: ["missing gone", "missing a/file/in", "special a/pipe"],
    });
    assert.deepEqual((await diskItems(["/dev/null"], FOLLOW)).problems, [
      { kind: "special", path: "/dev/null" },
    ]);
  });
});

const UNREADABLE = "what this user may not read is told and doesn't stop the rest";
if (process.getuid?.() === 0) cantRun(UNREADABLE, "root reads everything");
else {
  Deno.test(UNREADABLE, async () => {
    await inFolder(async (folder) => {
      await fillFolder(folder, { "a/file": "1", "a/locked/x": "2", "a/z": "3" });
      await chmod(join(folder, "a/file"), 0);
      await chmod(join(folder, "a/locked"), 0);
      const listed = await list(folder, ["a"]);
      await chmod(join(folder, "a/locked"), 0o700);
      assert.deepEqual(listed, {
        paths: ["a/z"],
        problems: ["unreadable a/file", "unreadable a/locked"],
      });
    });
  });
}

Deno.test("a list that one transfer doesn't take ends where it is full", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "a/1": "", "a/2": "", "a/3": "", "a/4": "" });
    const bounds = new ListBounds({ files: 2, bytes: 100, folders: 100 });
    assert.deepEqual(await list(folder, ["a"], { links: "follow", bounds }), {
      paths: ["a/1", "a/2"],
      problems: ["too-many a/3"],
    });
  });
});

Deno.test("a path that the protocol doesn't take is told", async () => {
  await inFolder(async (folder) => {
    const deep = Array.from({ length: 6 }, () => "x".repeat(200)).join("/");
    await fillFolder(folder, { [`a/${deep}/file`]: "1", "a/z": "2" });
    const { paths, problems } = await list(folder, ["a"]);
    assert.deepEqual([paths.length, paths.at(-1), problems.length], [2, "a/z", 1]);
    assert.match(problems[0] ?? "", /^long-path /);
  });
});

for (
  const [what, change] of [
    ["grew", (path) => appendFile(path, "more")],
    ["is shorter", (path) => writeFile(path, "01")],
    ["was written to", (path) => utimes(path, 5, 5)],
    ["is gone", (path) => rm(path)],
    ["is another one", async (path) => {
      await writeFile(`${path}.new`, "another");
      await rename(`${path}.new`, path);
    }],
    ["is a pipe", async (path) => {
      await rm(path);
      execFileSync("mkfifo", [path]);
    }],
  ] satisfies [string, (path: string) => Promise<void>][]
) {
  Deno.test(`a file that ${what} since it was listed is refused`, async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "file");
      await writeFile(path, "0123456789");
      const items = await diskItems([path], FOLLOW);
      await change(path);
      const read = items.files[0]?.source.read(0, 10) ?? Promise.resolve();
      await assert.rejects(read, (error) => reasonOf(error) === "source-changed");
      await items.close();
    });
  });
}

Deno.test("a file that changes while it is open is refused", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "file");
    await writeFile(path, "0123456789");
    const items = await diskItems([path], FOLLOW);
    await items.files[0]?.source.read(0, 5);
    await appendFile(path, "more");
    const read = items.files[0]?.source.read(5, 5) ?? Promise.resolve();
    await assert.rejects(read, (error) => reasonOf(error) === "source-changed");
    await items.close();
  });
});
