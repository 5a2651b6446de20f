import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { DiskFolder } from "./disk_folder.ts";
import { diskStore } from "./disk_store.ts";
import { FolderBusyError, lockFolder } from "./folder_lock.ts";
import { inFolder, offer } from "./test_support.ts";

/** A number that no process has: above Linux's largest. */
const NOBODY = 2 ** 22 + 1;

async function inNotes(
  run: (lock: () => Promise<() => Promise<void>>, path: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (path) => {
    const folder = await DiskFolder.at(path);
    await folder.enter(["notes"]);
    await run(() => lockFolder(folder, ["notes"]), join(path, "notes"));
  });
}

function holder(pid: number, more: { started?: string; run?: string } = {}): string {
  return JSON.stringify({ pid, started: "", run: "", ...more });
}

Deno.test("who comes second is told who has it, and has it once that one gave it back", async () => {
  await inNotes(async (lock, path) => {
    const unlock = await lock();
    await assert.rejects(lock(), (error) => {
      return error instanceof FolderBusyError && error.pid === process.pid &&
        error.reason === "other-tab";
    });
    await unlock();
    assert.deepEqual(await readdir(path), []);
    await (await lock())();
  });
});

Deno.test("of many that come at once no two have it", async () => {
  await inNotes(async (lock, path) => {
    await writeFile(join(path, "lock-7"), holder(NOBODY));
    const all = await Promise.allSettled(Array.from({ length: 20 }, lock));
    const taken = all.filter(({ status }) => status === "fulfilled");
    assert.ok(taken.length <= 1, `${taken.length}`);
    assert.equal((await readdir(path)).length, taken.length || 1);
  });
});

for (
  const [what, text] of [
    ["that is dead", holder(NOBODY)],
    ["of this one's number before it", holder(process.pid, { run: "another" })],
  ] as const
) {
  Deno.test(`the lock of a process ${what} is taken over`, async () => {
    await inNotes(async (lock, path) => {
      await writeFile(join(path, "lock-3"), text);
      const unlock = await lock();
      assert.deepEqual(await readdir(path), ["lock-4"]);
      await unlock();
    });
  });
}

/** Runs a step while another process lives, with its number. */
async function besideAnother(run: (pid: number) => Promise<void>): Promise<void> {
  const other = spawn("sleep", ["600"], { stdio: "ignore" });
  const ended = once(other, "exit");
  try {
    await once(other, "spawn");
    assert.ok(other.pid);
    await run(other.pid);
  } finally {
    other.kill();
    await ended;
  }
}

Deno.test("the lock of a process whose number another has by now is taken over", async () => {
  await besideAnother((pid) =>
    inNotes(async (lock, path) => {
      await writeFile(join(path, "lock-3"), holder(pid, { started: "1" }));
      const unlock = await lock();
      assert.deepEqual(await readdir(path), ["lock-4"]);
      await unlock();
    })
  );
});

Deno.test("the lock of another process that lives is left alone", async () => {
  await besideAnother((pid) =>
    inNotes(async (lock, path) => {
      await writeFile(join(path, "lock-1"), holder(pid));
      await assert.rejects(lock(), { reason: "other-tab", pid });
      assert.equal(await readFile(join(path, "lock-1"), "utf8"), holder(pid));
    })
  );
});

Deno.test("a lock that is being written counts, and one that never was written to its end doesn't", async () => {
  await inNotes(async (lock, path) => {
    await writeFile(join(path, "lock-1"), "");
    await assert.rejects(lock(), { reason: "other-tab", pid: undefined });
    await utimes(join(path, "lock-1"), 1_000_000, 1_000_000);
    await (await lock())();
  });
});

Deno.test("a killed process leaves a lock that is taken over at once", async () => {
  await inNotes(async (lock, path) => {
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    const ended = once(child, "exit");
    await once(child, "spawn");
    await writeFile(join(path, "lock-1"), holder(child.pid ?? 0));
    await assert.rejects(lock(), { reason: "other-tab" });
    child.kill("SIGKILL");
    await ended;
    await (await lock())();
  });
});

Deno.test("two calls of one link in one folder: the second is refused, and the first goes on", async () => {
  await inFolder(async (folder) => {
    const offered = offer({ "a": 1 });
    const first = await diskStore(folder).open(offered);
    await assert.rejects(diskStore(folder).open(offered), FolderBusyError);
    assert.equal(await diskStore(folder).find(offered), true);
    const sink = await first.open(0, offered.files[0]!);
    await sink.write(0, new Uint8Array([7]));
    await sink.finish();
    await first.end(false);
    assert.deepEqual(await readdir(folder), ["a"]);
  });
});
