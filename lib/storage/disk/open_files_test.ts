import assert from "node:assert/strict";
import { type FileHandle, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OpenFiles } from "./open_files.ts";
import { inFolder } from "./test_support.ts";

async function withFiles(run: (files: OpenFiles<number>, opened: number[]) => Promise<void>) {
  await inFolder(async (folder) => {
    const opened: number[] = [];
    const files = new OpenFiles<number>(async (key) => {
      await writeFile(join(folder, `${key}`), `${key}`);
      opened.push(key);
      return await open(join(folder, `${key}`));
    }, 2);
    await run(files, opened);
    await files.close();
    assert.equal(files.size, 0);
  });
}

async function textOf(handle: FileHandle): Promise<string> {
  const bytes = new Uint8Array(1);
  await handle.read(bytes, 0, 1, 0);
  return new TextDecoder().decode(bytes);
}

Deno.test("no more files stay open than may, and the one that was used last stays longest", async () => {
  await withFiles(async (files, opened) => {
    for (const key of [1, 2, 1, 3, 1, 2]) {
      assert.equal(await files.use(key, textOf), `${key}`);
      assert.ok(files.size <= 2);
    }
    assert.deepEqual(opened, [1, 2, 3, 2]);
  });
});

Deno.test("a file that is read stays open, however many others are", async () => {
  await withFiles(async (files, opened) => {
    const texts = await Promise.all([1, 2, 3, 4, 5, 1].map((key) => files.use(key, textOf)));
    assert.deepEqual(texts, ["1", "2", "3", "4", "5", "1"]);
    assert.deepEqual(opened.sort(), [1, 2, 3, 4, 5]);
    assert.ok(files.size <= 2);
  });
});

Deno.test("a file that is read when all are closed is closed when it was read", async () => {
  await withFiles(async (files) => {
    const read = files.use(1, textOf);
    await files.close();
    assert.equal(await read, "1");
    assert.equal(files.size, 0);
  });
});

Deno.test("a file that couldn't be opened is tried again", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "file");
    const files = new OpenFiles<string>((key) => open(key));
    await assert.rejects(files.use(path, textOf), { code: "ENOENT" });
    await writeFile(path, "x");
    assert.equal(await files.use(path, textOf), "x");
    await files.close();
  });
});
