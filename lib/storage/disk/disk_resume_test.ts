import assert from "node:assert/strict";
import { appendFile, link, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { webDigest } from "../../transfer/web_digest.ts";
import { diskStore } from "./disk_store.ts";
import { NOTES_LIFETIME_MS } from "./old_notes.ts";
import {
  BLOCK,
  bytesOf,
  fillFolder,
  forgetLocks,
  inFolder,
  offer,
  pathsIn,
  receive,
  receiveAll,
} from "./test_support.ts";

Deno.test("a later call goes on with what one that was killed had written and noted", async () => {
  await inFolder(async (folder) => {
    await fillFolder(folder, { "b": "mine" });
    const offered = offer({ "whole": 5, "b": 3 * BLOCK, "t/": 0, "new": 7 });
    const killed = await diskStore(folder).open(offered);
    await receive(killed, offered, 0);
    const digest = await webDigest.sha256(bytesOf(BLOCK));
    const part = await killed.open(1, offered.files[1]!);
    await part.write(BLOCK, bytesOf(BLOCK));
    killed.noteBlock(1, 2, digest);
    await part.keep(); // Not what a process does that is killed; only the handle is closed.
    await forgetLocks(folder);

    const store = diskStore(folder);
    assert.equal(await store.find(offered), true);
    assert.equal(await store.find(offer({ "whole": 5 }, { sessionId: "another" })), false);
    const stored = await store.open(offered);
    const notes = await Array.fromAsync(stored.notes());
    assert.deepEqual(notes, [{ block: 2, digest }]);
    assert.deepEqual([0, 1, 3].map(stored.wasSaved), [true, false, false]);
    assert.deepEqual(await stored.restored(0)?.read(0, 10), bytesOf(5, 0));
    assert.deepEqual(await stored.restored(1)?.read(BLOCK, BLOCK), bytesOf(BLOCK));
    assert.equal(stored.restored(3), undefined);

    const whole = await (await stored.open(0, offered.files[0]!)).finish();
    assert.equal(whole.path, join(folder, "whole"));
    const rest = await stored.open(1, offered.files[1]!);
    await rest.write(0, bytesOf(BLOCK, 2));
    await rest.write(2 * BLOCK, bytesOf(BLOCK, 3));
    const { path } = await rest.finish();
    assert.equal(path, join(folder, "b (2)"));
    const expected = [bytesOf(BLOCK, 2), bytesOf(BLOCK), bytesOf(BLOCK, 3)];
    assert.deepEqual(await readFile(path), Buffer.concat(expected));
    await receive(stored, offered, 3);
    await stored.end(false);
    assert.deepEqual(await pathsIn(folder), ["b", "b (2)", "new", "t/", "whole"]);
  });
});

Deno.test("what was kept goes on, and what was then given up is removed", async () => {
  await inFolder(async (folder) => {
    const offered = offer({ "a": BLOCK, "t/b": BLOCK });
    const kept = await diskStore(folder).open(offered);
    const sink = await kept.open(1, offered.files[1]!);
    await sink.write(0, bytesOf(BLOCK));
    await sink.keep();
    await kept.end(true);
    assert.ok((await pathsIn(folder)).includes("t/b.part"));

    const store = diskStore(folder);
    assert.equal(await store.find(offered), true);
    await (await store.open(offered)).end(false);
    assert.deepEqual(await pathsIn(folder), []);
    assert.equal(await store.find(offered), false);
  });
});

Deno.test("a process that ended between linking and unlinking has published its file", async () => {
  await inFolder(async (folder) => {
    const offered = offer({ "a": 5 });
    const killed = await diskStore(folder).open(offered);
    const sink = await killed.open(0, offered.files[0]!);
    await sink.write(0, bytesOf(5));
    await sink.keep();
    await killed.end(true);
    await link(join(folder, "a.part"), join(folder, "a"));
    const stored = await diskStore(folder).open(offered);
    assert.equal(
      (await (await stored.open(0, offered.files[0]!)).finish()).path,
      join(folder, "a"),
    );
    await stored.end(false);
    assert.deepEqual(await pathsIn(folder), ["a"]);
  });
});

for (
  const [what, change, left] of [
    ["changed", (path) => writeFile(path, "mine!"), { "a": "mine!" }],
    ["lengthened", (path) => appendFile(path, " mine"), undefined],
    ["shortened", (path) => truncate(path, 2), undefined],
  ] satisfies [string, (path: string) => Promise<void>, Record<string, string> | undefined][]
) {
  Deno.test(`a file that its reader ${what} after it was handed over is theirs, and comes again beside`, async () => {
    await inFolder(async (folder) => {
      const offered = offer({ "a": 5, "b": 1 });
      const killed = await diskStore(folder).open(offered);
      await receive(killed, offered, 0);
      await killed.end(true);
      await change(join(folder, "a"));
      const changed = await readFile(join(folder, "a"), "utf8");

      const stored = await diskStore(folder).open(offered);
      await Array.fromAsync(stored.notes());
      const sink = await stored.open(0, offered.files[0]!);
      // What was only lengthened verifies, and nothing of it comes again.
      if (what !== "lengthened") await sink.write(0, bytesOf(5, 0));
      const { path } = await sink.finish();
      assert.equal(path, join(folder, "a (2)"));
      assert.deepEqual(new Uint8Array(await readFile(path)), bytesOf(5, 0));
      assert.equal(await readFile(join(folder, "a"), "utf8"), changed);
      if (left) assert.equal(changed, left.a);
      await receive(stored, offered, 1);
      await stored.end(false);
      assert.deepEqual(await pathsIn(folder), ["a", "a (2)", "b"]);
    });
  });
}

Deno.test("the same transfer with another list is begun anew, and what was kept of it is removed", async () => {
  await inFolder(async (folder) => {
    const offered = offer({ "a": BLOCK, "t/b": BLOCK });
    for (const next of ["find", "open"] as const) {
      const kept = await diskStore(folder).open(offered);
      const sink = await kept.open(1, offered.files[1]!);
      await sink.write(0, bytesOf(BLOCK));
      await sink.keep();
      await kept.end(true);
      const other = offer({ "c": 1 });
      if (next === "find") {
        assert.equal(await diskStore(folder).find(other), false);
        assert.deepEqual(await pathsIn(folder), []);
      }
      const stored = await diskStore(folder).open(other);
      assert.deepEqual(await Array.fromAsync(stored.notes()), []);
      await stored.end(false);
      assert.deepEqual(await pathsIn(folder), []);
    }
  });
});

Deno.test("notes that are torn or altered cost what they noted, and no file", async () => {
  for (const name of ["description", "names", "received", "ledger"]) {
    for (const damage of [(path: string) => truncate(path, 7), (path: string) => rm(path)]) {
      await inFolder(async (folder) => {
        const offered = offer({ "a": 5, "b": BLOCK });
        const killed = await diskStore(folder).open(offered);
        await receive(killed, offered, 0);
        const sink = await killed.open(1, offered.files[1]!);
        await sink.write(0, bytesOf(BLOCK));
        await sink.keep();
        await killed.end(true);
        const notes = (await pathsIn(folder)).find((path) => path.endsWith(`/${name}`));
        assert.ok(notes, name);
        await damage(join(folder, notes));
        await receiveAll(folder, offered);
        const left = (await pathsIn(folder)).filter((path) => !path.endsWith(".part"));
        assert.ok(left.every((path) => /^[ab]( \(2\))?$/.test(path)), left.join());
        assert.deepEqual(new Uint8Array(await readFile(join(folder, "a"))), bytesOf(5, 0));
      });
    }
  }
});

Deno.test("zeros replace what an earlier call left in their location", async () => {
  await inFolder(async (folder) => {
    const size = 4 * 64 * 1024;
    const offered = offer({ "a": size });
    const kept = await diskStore(folder).open(offered);
    const before = await kept.open(0, offered.files[0]!);
    await before.write(0, bytesOf(size / 2)); // Written, and never noted.
    await before.keep();
    await kept.end(true);
    const stored = await diskStore(folder).open(offered);
    const sink = await stored.open(0, offered.files[0]!);
    await sink.write(0, new Uint8Array(size));
    const { path } = await sink.finish();
    assert.ok(Buffer.alloc(size).equals(await readFile(path)));
    await stored.end(false);
  });
});

Deno.test("what nobody can go on with any more is removed by the next call, and nothing younger", async () => {
  await inFolder(async (folder) => {
    const start = 1_000_000_000_000;
    for (const [name, at] of [["old", start], ["young", start + 5_000]] as const) {
      const offered = offer({ [name]: BLOCK }, { transferId: name });
      const kept = await diskStore(folder, { now: () => at }).open(offered);
      const sink = await kept.open(0, offered.files[0]!);
      await sink.write(0, bytesOf(BLOCK));
      await sink.keep();
      await kept.end(true);
    }
    await fillFolder(folder, { "mine.part": "mine" });
    const now = () => start + NOTES_LIFETIME_MS + 1_000;
    await (await diskStore(folder, { now }).open(offer({ "c": 1 }))).end(false);
    const left = (await pathsIn(folder)).filter((path) => !path.startsWith("."));
    assert.deepEqual(left, ["mine.part", "young.part"]);
  });
});
