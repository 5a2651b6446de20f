import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppServer, SIGNALING_APP } from "../testing/servers/app_server.ts";
import { CliRun } from "./test_support.ts";
import { endNativeThreads } from "../peer/native/native_connections.ts";

const MIB = 1024 * 1024;

/** A server and a folder for both ends, and terminals on them. */
class Stage implements AsyncDisposable {
  readonly server: AppServer;
  readonly folder: string;

  private constructor(server: AppServer, folder: string) {
    this.server = server;
    this.folder = folder;
  }

  static async start(): Promise<Stage> {
    const server = await AppServer.start({}, SIGNALING_APP);
    return new Stage(server, await mkdtemp(join(tmpdir(), "filefrag_cli_")));
  }

  /** Writes a file to send; answers its path. */
  async file(name: string, size: number): Promise<string> {
    const path = join(this.folder, name);
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) {
      crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
    }
    await writeFile(path, bytes);
    return path;
  }

  run(...args: readonly string[]): CliRun {
    return new CliRun(args, this.server.origin);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true });
  }
}

/** Every file and folder below a folder, with the digest of each file. */
async function treeOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const tree: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    tree[path.slice(folder.length)] = entry.isDirectory()
      ? "folder"
      : createHash("sha256").update(await readFile(path)).digest("hex");
  }
  return tree;
}

Deno.test.afterAll(endNativeThreads);

Deno.test("a folder goes from terminal to terminal, whole", async () => {
  await using stage = await Stage.start();
  const source = join(stage.folder, "things");
  await mkdir(join(source, "empty"), { recursive: true });
  for (const size of [0, 1, MIB - 1, MIB, MIB + 1]) await stage.file(`things/${size}.bin`, size);

  const sender = stage.run("send", source);
  const receiver = stage.run(
    "receive",
    "--to",
    join(stage.folder, "in"),
    await sender.terminal.link(),
  );

  assert.deepEqual([await sender.code, await receiver.code], [0, 0]);
  assert.deepEqual(await treeOf(join(stage.folder, "in", "things")), await treeOf(source));
  assert.equal(receiver.terminal.printed.length, 0);
  assert.match(sender.terminal.said, /Has everything, verified\n$/);
});

Deno.test("two recipients get the same file, and one that is told by objects says so", async () => {
  await using stage = await Stage.start();
  const path = await stage.file("a.bin", 3 * MIB);

  const sender = stage.run("send", "--receivers", "2", "--json", path);
  const link = await sender.terminal.link();
  const receivers = ["one", "two"].map((name) =>
    stage.run("receive", "--json", "--to", join(stage.folder, name), link)
  );

  assert.deepEqual(await Promise.all(receivers.map(({ code }) => code)), [0, 0]);
  assert.equal(await sender.code, 0);
  const events = sender.terminal.said.trimEnd().split("\n").map((line) => JSON.parse(line));
  const delivered = events.filter(({ event }) => event === "delivered");
  assert.deepEqual(delivered.map(({ recipient }) => recipient).sort(), [1, 2]);
  for (const name of ["one", "two"]) {
    const received = await readFile(join(stage.folder, name, "a.bin"));
    assert.ok(received.equals(await readFile(path)), name);
  }
});

Deno.test("a link with another key, and one whose session is over, fail with their codes", async () => {
  await using stage = await Stage.start();
  const sender = stage.run("send", await stage.file("a.bin", 1));
  const link = await sender.terminal.link();
  const [page = ""] = link.split("#");

  const wrongKey = stage.run("receive", `${page}#${"A".repeat(43)}`);
  assert.equal(await wrongKey.code, 1);
  assert.match(wrongKey.terminal.said, /\(wrong-key\)\n$/);
  const noKey = stage.run("receive", page);
  assert.equal(await noKey.code, 1);
  assert.match(noKey.terminal.said, /\(no-key\)\n$/);

  sender.interrupt();
  assert.equal(await sender.code, 130);
  const late = stage.run("receive", link);
  assert.equal(await late.code, 1);
  assert.match(late.terminal.said, /\(session-unknown\)\n$/);
});

Deno.test("Ctrl-C at the sender tells the receiver", async () => {
  await using stage = await Stage.start();
  const sender = stage.run("send", await stage.file("a.bin", 64 * MIB));
  const receiver = stage.run("receive", "--to", stage.folder, await sender.terminal.link());
  await receiver.terminal.until(/on their way/);

  sender.interrupt();

  assert.equal(await sender.code, 130);
  assert.equal(await receiver.code, 1);
  assert.match(receiver.terminal.said, /\(cancelled-by-peer\)\n$/);
});

Deno.test("Ctrl-C at the receiver tells the sender, and a second call goes on", async () => {
  await using stage = await Stage.start();
  const path = await stage.file("a.bin", 64 * MIB);
  const sender = stage.run("send", path);
  const link = await sender.terminal.link();
  const into = join(stage.folder, "in");
  const first = stage.run("receive", "--to", into, link);
  await first.terminal.until(/^[1-9]\d?%/m);

  first.interrupt();
  assert.equal(await first.code, 130);
  await sender.terminal.until(/\(peer-left\)/);
  const second = stage.run("receive", "--to", into, link);

  assert.equal(await second.code, 0);
  assert.equal(await sender.code, 0);
  assert.match(second.terminal.said, /^Going on where it stopped$/m);
  assert.ok((await readFile(join(into, "a.bin"))).equals(await readFile(path)));
});

Deno.test("a server that isn't there is told", async () => {
  await using stage = await Stage.start();
  const path = await stage.file("a.bin", 1);
  const run = stage.run("send", "--server", "http://127.0.0.1:1", path);
  assert.equal(await run.code, 1);
  assert.match(run.terminal.said, /\(server-unreachable\)\n$/);
});
