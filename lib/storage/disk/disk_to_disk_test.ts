// Real engines between two real folders.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { lstat, mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { build, stop } from "esbuild";
import { BLOCK_BYTES } from "../../protocol/limits.ts";
import { cantRun } from "../../testing/cant_run.ts";
import { transferDirectly } from "../../testing/direct/direct_transfer.ts";
import { RECORD_BYTES } from "../opfs/ledger_file.ts";
import { diskItems } from "./disk_items.ts";
import { diskStore } from "./disk_store.ts";
import { fillFolder, inFolder, pathsIn } from "./test_support.ts";

const PROGRAM = new URL("../../testing/direct/disk_transfer_process.ts", import.meta.url).pathname;

const run = promisify(execFile);

/** SHA-256 of each file, by its path. */
async function digestsIn(folder: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const path of await pathsIn(folder)) {
    const bytes = path.endsWith("/") ? "" : await readFile(join(folder, path));
    digests[path] = createHash("sha256").update(bytes).digest("hex");
  }
  return digests;
}

/** Sizes around those of a block, in a tree with empty folders. */
function treeOfSizes(block: number): Record<string, Uint8Array | string> {
  return {
    "0": "",
    "1": randomBytes(1),
    "below": randomBytes(block - 1),
    "a/block": randomBytes(block),
    "a/b/above": randomBytes(block + 1),
    "a/b/many": randomBytes(9 * block + 5),
    "a/b/Отчёт за май.txt": randomBytes(77),
    "a/empty/": "",
    "empty/": "",
    ...Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`small/${i}`, `${i}`])),
  };
}

Deno.test("a folder goes from disk to disk: every size around a block, by SHA-256, with its times", async () => {
  await inFolder(async (folder) => {
    const blockBytes = 16 * 1024;
    await fillFolder(join(folder, "from/tree"), treeOfSizes(blockBytes));
    await mkdir(join(folder, "to"));
    const items = await diskItems([join(folder, "from/tree")], { links: "follow" });
    const store = diskStore(join(folder, "to"));
    const went = await transferDirectly({ files: items.files, store, blockBytes });
    await store.closed();
    await items.close();
    assert.deepEqual([went.sending.kind, went.receiving.kind], ["done", "done"]);
    assert.deepEqual(await digestsIn(join(folder, "to")), await digestsIn(join(folder, "from")));
    for (const [index, { path, modified }] of items.files.entries()) {
      if (path.endsWith("/")) continue;
      assert.equal(went.saved.get(index)?.path, join(folder, "to", path));
      const { mtimeMs } = await stat(join(folder, "to", path));
      assert.equal(Math.floor(mtimeMs), modified, path);
    }
  });
});

Deno.test("a process that is killed in the middle is gone on with, and nothing of it is left", async () => {
  await inFolder(async (folder) => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    const blocks = 16;
    await fillFolder(from, {
      "a": randomBytes(blocks * BLOCK_BYTES + 3),
      "b/c": randomBytes(5),
    });
    await mkdir(to);
    const args = ["run", "-A", "--no-check", "--quiet", PROGRAM, "stall", from, to];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
    const ended = once(child, "exit");
    await noted(to, blocks / 4, () => child.exitCode !== null);
    child.kill("SIGKILL");
    await ended;
    const left = await pathsIn(to);
    assert.ok(left.includes("from/a.part"), left.join());

    const items = await diskItems([from], { links: "follow" });
    const store = diskStore(to);
    const blockBytes = BLOCK_BYTES; // As the process has them.
    const { sending, heldBytes } = await transferDirectly({
      files: items.files,
      store,
      blockBytes,
    });
    await store.closed();
    await items.close();
    assert.equal(sending.kind, "done");
    assert.ok(heldBytes >= blocks / 4 * blockBytes, `${heldBytes} bytes were held`);
    assert.ok(heldBytes <= blocks / 2 * blockBytes, `${heldBytes} bytes were held`);
    assert.deepEqual(await digestsIn(join(to, "from")), await digestsIn(from));
    assert.deepEqual(await pathsIn(to), ["from/", "from/a", "from/b/", "from/b/c"]);
  });
});

/** Resolves once a ledger in a folder has so many records; fails where nobody writes it any more. */
async function noted(folder: string, records: number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    for (const path of await pathsIn(folder).catch(() => [])) {
      if (!path.endsWith("/ledger")) continue;
      if ((await lstat(join(folder, path))).size >= records * RECORD_BYTES) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail("the process ended before it had noted enough");
}

const IN_NODE = "the same code sends a folder from disk to disk under Node";
const hasNode = await run("node", ["--version"]).then(() => true, () => false);
if (!hasNode) cantRun(IN_NODE, "node is not installed");
else {
  Deno.test({
    name: IN_NODE,
    // esbuild's own process is one for all of this file.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await inFolder(async (folder) => {
        const [from, to] = [join(folder, "from"), join(folder, "to")];
        const program = join(folder, "program.mjs");
        await build({
          entryPoints: [PROGRAM],
          outfile: program,
          bundle: true,
          format: "esm",
          platform: "node",
          target: "node20",
        });
        await stop();
        await fillFolder(from, treeOfSizes(BLOCK_BYTES));
        await mkdir(to);
        const { stdout } = await run("node", [program, "whole", from, to]);
        assert.deepEqual(JSON.parse(stdout), { sending: "done", heldBytes: 0 });
        assert.deepEqual(await digestsIn(join(to, "from")), await digestsIn(from));
        assert.deepEqual(
          await pathsIn(to),
          (await pathsIn(to)).filter((p) => !p.includes(".part")),
        );
      });
    },
  });
}
