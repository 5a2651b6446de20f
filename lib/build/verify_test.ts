// The whole app: its sources in two places, built in each, and served from one of them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { removeTree } from "../testing/remove_tree.ts";
import { AppServer } from "../testing/servers/app_server.ts";

/** What isn't part of the sources: what tasks make and git keeps. */
const MADE = new Set([".git", "node_modules", "_fresh", "_static", "_bench"]);

const VERIFY = ["--no-prompt", "--allow-net", "--allow-env", "--allow-read=.", "--no-check"];

/** The sources in a folder of their own. */
class Checkout {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Copies the sources; `leftover` is a file that a build of another commit left behind. */
  static async make(path: string, leftover: string): Promise<Checkout> {
    await copyTree(".", path);
    await Deno.mkdir(join(path, "_static"));
    await Deno.writeTextFile(join(path, "_static", leftover), "old");
    const checkout = new Checkout(path);
    await checkout.deno("install", "--frozen", "--quiet");
    return checkout;
  }

  /** Runs Deno there; answers its exit code and all it printed. */
  async deno(...args: readonly string[]): Promise<{ code: number; output: string }> {
    const env = { COMMIT: "0123abc", NO_COLOR: "1" };
    const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd: this.path, env });
    const { code, stdout, stderr } = await command.output();
    return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  }

  async build(): Promise<string> {
    const { code, output } = await this.deno("run", "-A", "--no-check", "dev.ts", "build");
    assert.equal(code, 0, output);
    return output;
  }

  /** Everything that the build made, by its path. */
  async built(): Promise<Map<string, Uint8Array>> {
    const files = new Map<string, Uint8Array>();
    for (const folder of ["_fresh", "_static"]) {
      for await (const path of filesBelow(join(this.path, folder))) {
        files.set(path.slice(this.path.length), await Deno.readFile(path));
      }
    }
    return files;
  }
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (MADE.has(name)) continue;
    if (isDirectory) await copyTree(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

Deno.test("a build is the same wherever its sources are, and a server that serves other bytes is found out", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "filefrag_verify_" });
  try {
    const [here, there] = await Promise.all([
      Checkout.make(join(folder, "here"), "old.js"),
      Checkout.make(join(folder, "a much longer path", "to it"), "older.js"),
    ]);
    const printed = await Promise.all([here.build(), there.build()]);

    await t.step(
      "two builds are equal byte by byte, and no path of the machine is in them",
      async () => {
        const [ours, theirs] = await Promise.all([here.built(), there.built()]);
        assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort());
        for (const [path, bytes] of ours) {
          assert.deepEqual(bytes, theirs.get(path), path);
          const text = new TextDecoder().decode(bytes);
          for (const machine of [folder, Deno.cwd()]) assert.ok(!text.includes(machine), path);
        }
        assert.equal(printed[0], printed[1]);
        assert.match(printed[0] ?? "", /^\d+ files of commit 0123abc, SHA-256 [0-9a-f]{64}$/m);
      },
    );

    const serve = () => AppServer.start({}, "serve.ts", there.path);
    const verify = (...args: readonly string[]) =>
      here.deno("run", ...VERIFY, "lib/build/verify.ts", ...args);

    await t.step("/healthz names what was built", async () => {
      await using server = await serve();
      const { commit, digest } = await (await fetch(server.url("/healthz"))).json();
      assert.ok(printed[0]?.includes(`${commit}, SHA-256 ${digest}`), `${commit} ${digest}`);
    });

    await t.step("verify says that they are the same", async () => {
      await using server = await serve();
      const { code, output } = await verify(server.url("/"));
      assert.equal(code, 0, output);
      assert.match(output, /^\d+ files and 5 pages are the same\.$/m);
    });

    await t.step("verify names a script of which one byte was changed", async () => {
      const folder = join(there.path, "_fresh", "raw");
      const scripts = await Array.fromAsync(filesBelow(folder));
      const script = scripts.find((path) => path.includes("island-Sender")) ?? assert.fail();
      const bytes = await Deno.readFile(script);
      bytes[10] = (bytes[10] ?? 0) ^ 1;
      await Deno.writeFile(script, bytes);
      await using server = await serve();
      const { code, output } = await verify(server.url("/"));
      assert.equal(code, 1, output);
      assert.ok(
        output.includes(`${script.slice(folder.length)}: other bytes, from 10 on`),
        output,
      );
      assert.match(output, /^1 of \d+ files and 5 pages differ\.$/m);
    });

    await t.step("verify says when it can't compare", async () => {
      for (const args of [[], ["files.example"], ["http://127.0.0.1:1"]]) {
        const { code } = await verify(...args);
        assert.equal(code, 2, `${args}`);
      }
    });
  } finally {
    await removeTree(folder);
  }
});
