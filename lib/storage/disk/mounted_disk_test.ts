// What only another file system shows: one that is full, and one that is read only. Root mounts both.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { reasonOf } from "../../protocol/failure.ts";
import { cantRun } from "../../testing/cant_run.ts";
import { diskStore } from "./disk_store.ts";
import { fillFolder, inFolder, offer, pathsIn } from "./test_support.ts";

const MIB = 1024 * 1024;

function mount(options: string, folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false; // Not root, or not allowed to even so.
  }
}

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

/** Gives a test a file system of its own, and takes it away. */
async function onTmpfs(options: string, run: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (parent) => {
    const folder = join(parent, "mounted");
    await fillFolder(parent, { "mounted/": "" });
    assert.ok(mount(options, folder));
    try {
      await run(folder);
    } finally {
      execFileSync("umount", [folder]);
    }
  });
}

/** Bytes without zeros. */
function someBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).fill(7);
}

const TESTS: Readonly<Record<string, () => Promise<void>>> = {
  "a list that doesn't fit is refused with the numbers, and leaves nothing": () =>
    onTmpfs("size=4m", async (folder) => {
      const opened = diskStore(folder).open(offer({ "t/a": 3 * MIB, "t/b": 2 * MIB }));
      await assert.rejects(opened, { reason: "storage-full", neededBytes: 5 * MIB });
      assert.deepEqual(await pathsIn(folder), []);
    }),

  "a disk that is filled by others meanwhile is told, keeps what is there, and goes on with room":
    () =>
      onTmpfs("size=4m", async (folder) => {
        const offered = offer({ "t/a": 3 * MIB });
        const stored = await diskStore(folder).open(offered);
        const sink = await stored.open(0, offered.files[0]!);
        await sink.write(0, someBytes(MIB));
        await fillFolder(folder, { "others": someBytes(2 * MIB) });
        await sink.write(MIB, someBytes(MIB / 2));
        const write = sink.write(MIB * 1.5, someBytes(MIB * 1.5));
        await assert.rejects(write, (error) => reasonOf(error) === "storage-full");
        await sink.keep();
        await stored.end(true);

        await rm(join(folder, "others"));
        const again = await diskStore(folder).open(offered);
        const rest = await again.open(0, offered.files[0]!);
        await rest.write(MIB, someBytes(2 * MIB));
        const { path } = await rest.finish();
        await again.end(false);
        assert.ok((await readFile(path)).equals(someBytes(3 * MIB)));
        assert.deepEqual(await pathsIn(folder), ["t/", "t/a"]);
      }),

  "a file of holes fits where its bytes do": () =>
    onTmpfs("size=4m", async (folder) => {
      const offered = offer({ "a": 3 * MIB });
      const stored = await diskStore(folder).open(offered);
      await fillFolder(folder, { "others": someBytes(2 * MIB) });
      const sink = await stored.open(0, offered.files[0]!);
      await sink.write(0, someBytes(MIB));
      await sink.write(MIB, new Uint8Array(2 * MIB));
      const { size, blocks } = await stat((await sink.finish()).path);
      await stored.end(false);
      assert.deepEqual([size, blocks * 512], [3 * MIB, MIB]);
    }),

  "a disk that is read only is told by its own reason": () =>
    onTmpfs("ro", async (folder) => {
      const opened = diskStore(folder).open(offer({ "a": 1 }));
      await assert.rejects(opened, (error) => reasonOf(error) === "place-denied");
    }),
};

const mounts = canMount();
for (const [name, fn] of Object.entries(TESTS)) {
  if (mounts) Deno.test(name, fn);
  else cantRun(name, "only root on Linux may mount a file system");
}

const DENIED = "a folder that this user may not write to is told by its own reason";
if (process.getuid?.() === 0) cantRun(DENIED, "root writes everywhere");
else {
  Deno.test(DENIED, async () => {
    await inFolder(async (folder) => {
      await chmod(folder, 0o500);
      const opened = diskStore(folder).open(offer({ "a": 1 }));
      await assert.rejects(opened, (error) => reasonOf(error) === "place-denied");
      await chmod(folder, 0o700);
    });
  });
}
