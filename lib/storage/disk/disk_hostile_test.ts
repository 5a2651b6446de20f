import assert from "node:assert/strict";
import { appendFile, readdir, readFile, rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../../protocol/failure.ts";
import { HOSTILE_PATHS } from "../../testing/simulation/hostile_names.ts";
import { diskStore } from "./disk_store.ts";
import { bytesOf, fillFolder, inFolder, offer, receiveAll } from "./test_support.ts";

Deno.test("hostile names lead nowhere: everything lies in the folder, each as a file of its own", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "in/": "", "beside": "mine" });
    const sizes = HOSTILE_PATHS.map((path) => ({
      path,
      size: path.endsWith("/") ? 0 : 1,
      modified: 0,
    }));
    const paths = await receiveAll(join(folder, "in"), offer({}, { files: sizes }));
    assert.equal(new Set(paths).size, sizes.filter(({ size }) => size === 1).length);
    assert.ok(paths.every((path) => path.startsWith(`${join(folder, "in")}/`)));
    assert.deepEqual(await readdir(folder), ["beside", "in"]);
    assert.equal(await readFile(join(folder, "beside"), "utf8"), "mine");
    assert.ok(!(await readdir(join(folder, "in"))).some((name) => name.startsWith(".")));
  });
});

Deno.test("links that lie in the folder lead nowhere", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "in/": "", "out/": "", "victim": "theirs" });
    const into = join(folder, "in");
    await symlink("../out", join(into, "t"));
    await symlink("../victim", join(into, "a.part"));
    const offered = offer({ "t/x": 5, "a": 5 });
    assert.deepEqual(await receiveAll(into, offered), [
      join(into, "t (2)/x"),
      join(into, "a (2)"),
    ]);
    assert.deepEqual(await readdir(join(folder, "out")), []);
    assert.equal(await readFile(join(folder, "victim"), "utf8"), "theirs");
  });
});

Deno.test("links that were put in place of what an earlier call left are refused", async () => {
  for (const [what, way] of [["folder", "t"], ["file", "t/x.part"]] as const) {
    await inFolder(async (folder) => {
      await fillFolder(folder, { "in/": "", "out/x.part": "theirs" });
      const into = join(folder, "in");
      const offered = offer({ "t/x": 5 });
      const kept = await diskStore(into).open(offered);
      const sink = await kept.open(0, offered.files[0]!);
      await sink.write(0, bytesOf(5));
      await sink.keep();
      await kept.end(true);
      await rename(join(into, way), join(folder, "moved"));
      await symlink(join(folder, what === "folder" ? "out" : "out/x.part"), join(into, way));

      const stored = await diskStore(into).open(offered);
      const restored = stored.restored(0)?.read(0, 5) ?? Promise.resolve();
      await assert.rejects(restored, (error) => reasonOf(error) === "storage-failed", what);
      const opened = stored.open(0, offered.files[0]!);
      await assert.rejects(opened, (error) => reasonOf(error) === "storage-failed", what);
      await stored.end(false).catch(() => undefined); // What is refused can't be removed either.
      assert.equal(await readFile(join(folder, "out/x.part"), "utf8"), "theirs");
    });
  }
});

Deno.test("a hidden folder of notes that is a link is refused", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "in/": "", "out/": "" });
    const offered = offer({ "a": 1 });
    const stored = await diskStore(join(folder, "in")).open(offered);
    const [notes = ""] = await readdir(join(folder, "in"));
    await stored.end(false);
    await symlink("../out", join(folder, "in", notes));
    const opened = diskStore(join(folder, "in")).open(offered);
    await assert.rejects(opened, (error) => reasonOf(error) === "storage-failed");
    assert.deepEqual(await readdir(join(folder, "out")), []);
  });
});

Deno.test("names in altered notes lead nowhere", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "in/": "", "victim.part": "theirs" });
    const into = join(folder, "in");
    const offered = offer({ "a": 5 });
    await (await diskStore(into).open(offered)).end(true);
    const [notes = ""] = await readdir(into);
    await appendFile(join(into, notes, "names"), '{"file":0,"name":"../victim"}\n');
    await (await diskStore(into).open(offered)).end(false);
    assert.equal(await readFile(join(folder, "victim.part"), "utf8"), "theirs");
    assert.deepEqual(await readdir(into), []);
  });
});
