import assert from "node:assert/strict";
import { join } from "node:path";
import { sourceCommit } from "./source_commit.ts";

const COMMIT = /^[0-9a-f]{40}$/;

/** A folder of its own, removed afterwards. */
async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "filefrag_commit_" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@x.example"];
  const command = new Deno.Command("git", {
    args: ["-C", folder, ...identity, ...args],
    stdout: "null",
  });
  assert.ok((await command.output()).success);
}

Deno.test("sourceCommit() takes what it is told, and knows nothing of a folder without git", async () => {
  await inFolder(async (folder) => {
    assert.equal(await sourceCommit(folder, "0123abc"), "0123abc");
    assert.equal(await sourceCommit(folder, ""), "unknown");
  });
});

Deno.test("sourceCommit() names the commit, and says when files differ from it or aren't in it", async () => {
  await inFolder(async (folder) => {
    await git(folder, "init", "--quiet");
    await Deno.writeTextFile(join(folder, "a.ts"), "1");
    await git(folder, "add", ".");
    await git(folder, "commit", "--quiet", "--message", "one");
    const commit = await sourceCommit(folder, "");
    assert.match(commit, COMMIT);
    await Deno.writeTextFile(join(folder, "b.ts"), "2");
    assert.equal(await sourceCommit(folder, ""), `${commit}-dirty`);
    await Deno.remove(join(folder, "b.ts"));
    await Deno.writeTextFile(join(folder, "a.ts"), "2");
    assert.equal(await sourceCommit(folder, ""), `${commit}-dirty`);
  });
});

Deno.test("sourceCommit() takes no commit of a repository that the folder is only a part of", async () => {
  await inFolder(async (folder) => {
    await git(folder, "init", "--quiet");
    await git(folder, "commit", "--quiet", "--allow-empty", "--message", "one");
    const part = join(folder, "vendor");
    await Deno.mkdir(part);
    assert.equal(await sourceCommit(part, ""), "unknown");
  });
});
