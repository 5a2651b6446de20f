import assert from "node:assert/strict";
import { readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../../protocol/failure.ts";
import { diskStore } from "./disk_store.ts";
import {
  BLOCK,
  bytesOf,
  fillFolder,
  inFolder,
  offer,
  pathsIn,
  receive,
  receiveAll,
} from "./test_support.ts";

Deno.test("files and folders arrive under their names, and nothing else stays", async () => {
  await inFolder(async (folder) => {
    const offered = offer({
      "a.txt": 5,
      "trip/b/c": BLOCK + 1,
      "trip/none": 0,
      "trip/e/": 0,
      "f/": 0,
    });
    await receiveAll(folder, offered);
    assert.deepEqual(await pathsIn(folder), [
      "a.txt",
      "f/",
      "trip/",
      "trip/b/",
      "trip/b/c",
      "trip/e/",
      "trip/none",
    ]);
  });
});

Deno.test("a folder that is reached by a link of its reader's is received into", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "real/": "" });
    await symlink("real", join(folder, "link"));
    await receiveAll(join(folder, "link"), offer({ "a": 1 }));
    assert.deepEqual(await pathsIn(folder), ["link", "real/", "real/a"]);
  });
});

Deno.test("a file is called .part until it is whole", async () => {
  await inFolder(async (folder) => {
    const offered = offer({ "a.txt": 5 });
    const stored = await diskStore(folder).open(offered);
    const sink = await stored.open(0, offered.files[0]!);
    await sink.write(0, bytesOf(5));
    assert.ok((await pathsIn(folder)).includes("a.txt.part"));
    assert.ok(!(await pathsIn(folder)).includes("a.txt"));
    await sink.finish();
    assert.ok(!(await pathsIn(folder)).includes("a.txt.part"));
    assert.ok((await pathsIn(folder)).includes("a.txt"));
    await stored.end(false);
  });
});

Deno.test("the time of a file is the sender's, where the sender knows one that the disk has", async () => {
  await inFolder(async (folder) => {
    const times = [1_234_567_891_234, 0, 8.64e15, 1_700_000_000_001, 1];
    const offered = offer({}, {
      files: times.map((modified, index) => ({ path: `${index}`, size: 1, modified })),
    });
    const before = Date.now();
    await receiveAll(folder, offered);
    assert.equal(Math.floor((await stat(join(folder, "0"))).mtimeMs), 1_234_567_891_234);
    assert.ok((await stat(join(folder, "1"))).mtimeMs >= before - 1_000);
    assert.ok(await stat(join(folder, "2")));
    assert.equal(Math.floor((await stat(join(folder, "3"))).mtimeMs), 1_700_000_000_001);
    assert.equal(Math.floor((await stat(join(folder, "4"))).mtimeMs), 1);
  });
});

Deno.test("nothing that is there is written over: files, folders, links and names of other cases", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "a.txt": "mine", "Trip/x": "mine", "c.part": "mine" });
    await symlink("nowhere", join(folder, "b"));
    const offered = offer({ "a.txt": 1, "trip/x": 1, "b": 1, "c": 1 });
    assert.deepEqual(
      (await receiveAll(folder, offered)).map((path) => path.slice(folder.length + 1)),
      ["a (2).txt", "trip (2)/x", "b (2)", "c (2)"],
    );
    for (const path of ["a.txt", "Trip/x", "c.part"]) {
      assert.equal(await readFile(join(folder, path), "utf8"), "mine");
    }
  });
});

Deno.test("a name that is taken while a file is received is left to whoever took it", async () => {
  await inFolder(async (folder) => {
    const offered = offer({ "a.txt": 5, "b": 5, "t/c": 5 });
    const stored = await diskStore(folder).open(offered);
    const sinks = [];
    await fillFolder(folder, { "b": "mine", "b (2).part": "mine", "t/c": "mine" });
    for (const [index, file] of offered.files.entries()) {
      const sink = await stored.open(index, file);
      await sink.write(0, bytesOf(5, index));
      sinks.push(sink);
    }
    await fillFolder(folder, { "a.txt": "mine" });
    const paths = [];
    for (const sink of sinks) paths.push((await sink.finish()).path.slice(folder.length + 1));
    await stored.end(false);
    assert.deepEqual(paths, ["a (2).txt", "b (3)", "t/c (2)"]);
    for (const path of ["a.txt", "b", "b (2).part", "t/c"]) {
      assert.equal(await readFile(join(folder, path), "utf8"), "mine");
    }
  });
});

Deno.test("files whose names are those of others' parts arrive whole", async () => {
  await inFolder(async (folder) => {
    const offered = offer({ "a": 5, "a.part": 6, "t/a.part": 7, "t/a": 8 });
    const stored = await diskStore(folder).open(offered);
    const sinks = [];
    for (const [index, file] of offered.files.entries()) {
      const sink = await stored.open(index, file);
      await sink.write(0, bytesOf(file.size, index));
      sinks.push(sink);
    }
    for (const [index, sink] of sinks.entries()) {
      const { path, size } = await sink.finish();
      assert.deepEqual(new Uint8Array(await readFile(path)), bytesOf(size, index));
    }
    await stored.end(false);
    assert.equal((await pathsIn(folder)).length, 5);
  });
});

Deno.test("what was given up leaves nothing but what was handed over and what was there", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "mine/x": "mine" });
    const offered = offer({
      "a": BLOCK,
      "t/b": BLOCK,
      "t/u/c": BLOCK,
      "v/d": 1,
      "w/": 0,
      "mine/": 0,
    });
    const stored = await diskStore(folder).open(offered);
    await receive(stored, offered, 3);
    const sinks = [];
    for (const index of [0, 1, 2]) {
      const sink = await stored.open(index, offered.files[index]!);
      await sink.write(0, bytesOf(BLOCK));
      sinks.push(sink);
    }
    await sinks[0]?.keep(); // As by an earlier run.
    await sinks[1]?.discard();
    await sinks[2]?.discard();
    await stored.end(false);
    assert.deepEqual(await pathsIn(folder), ["mine/", "mine/x", "v/", "v/d"]);
  });
});

Deno.test("zeros where nothing was are holes, and read as zeros", async () => {
  await inFolder(async (folder) => {
    const size = 16 * 1024 * 1024;
    const MIB = 1024 * 1024;
    const offered = offer({ "a": size });
    const stored = await diskStore(folder).open(offered);
    const sink = await stored.open(0, offered.files[0]!);
    await Promise.all(
      Array.from({ length: 16 }, (_, block) => {
        const bytes = new Uint8Array(MIB);
        if (block === 5) bytes[MIB / 2 + 3] = 1;
        if (block === 9) bytes.fill(2);
        return sink.write(block * MIB, bytes);
      }).reverse(),
    );
    const { path } = await sink.finish();
    await stored.end(false);
    const { size: written, blocks } = await stat(path);
    assert.equal(written, size);
    assert.ok(blocks * 512 < 2 * MIB, `${blocks * 512} bytes on the disk`);
    const expected = Buffer.alloc(size);
    expected[5 * MIB + MIB / 2 + 3] = 1;
    expected.fill(2, 9 * MIB, 10 * MIB);
    assert.ok(expected.equals(await readFile(path)));
  });
});

Deno.test("files of another transfer in the same folder are left alone", async () => {
  await inFolder(async (folder) => {
    const [one, two] = [offer({ "a": 5 }), offer({ "a": 5 }, { transferId: "another" })];
    const [first, second] = [await diskStore(folder).open(one), await diskStore(folder).open(two)];
    const sinks = [await first.open(0, one.files[0]!), await second.open(0, two.files[0]!)];
    const paths = [];
    for (const [index, sink] of sinks.entries()) {
      await sink.write(0, bytesOf(5, index));
      paths.push((await sink.finish()).path);
    }
    assert.deepEqual(paths, [join(folder, "a"), join(folder, "a (2)")]);
    for (const [index, path] of paths.entries()) {
      assert.deepEqual(new Uint8Array(await readFile(path)), bytesOf(5, index));
    }
    await first.end(false);
    await second.end(false);
    assert.deepEqual(await pathsIn(folder), ["a", "a (2)"]);
  });
});

Deno.test("a folder that is gone, or a file, is told by its own reason", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "file": "" });
    for (const name of ["gone", "file"]) {
      const opened = diskStore(join(folder, name)).open(offer({ "a": 1 }));
      await assert.rejects(opened, (error) => reasonOf(error) === "place-gone", name);
    }
  });
});

Deno.test("a file that is larger than the disk is refused with the numbers, and leaves nothing", async () => {
  await inFolder(async (folder) => {
    const opened = diskStore(folder).open(offer({ "t/a": 2 ** 52 }));
    await assert.rejects(opened, { reason: "storage-full", neededBytes: 2 ** 52 });
    assert.deepEqual(await pathsIn(folder), []);
  });
});
