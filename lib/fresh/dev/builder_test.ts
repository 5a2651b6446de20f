import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Builder } from "../dev.ts";
import { FIXTURE_OPTIONS } from "../testdata/fixture.ts";
import { findProject } from "./import_map.ts";

const APP = new URL("../testdata/app/main.ts", import.meta.url).href;
const CONFIG = join(findProject(fileURLToPath(FIXTURE_OPTIONS.root)).directory, "deno.json");

/** Runs a module with Deno and gives the address it prints, once it listens. */
async function start(
  args: string[],
  env: Record<string, string>,
): Promise<AsyncDisposable & { origin: string; output(): string }> {
  const process = new Deno.Command(Deno.execPath(), {
    args,
    env,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = "";
  const reading = (async () => {
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      const origin = /http:\/\/[\w.]+:\d+/.exec(output)?.[0];
      if (origin !== undefined) resolve(origin);
    }
    reject(new Error(`The server ended: ${output}`));
  })();
  return {
    origin: await promise,
    output: () => output,
    async [Symbol.asyncDispose]() {
      process.kill("SIGKILL");
      await Promise.all([process.status, reading]);
    },
  };
}

Deno.test("Builder.build() writes a server that gives the app its build, for app.listen() to serve it, and sizes", async () => {
  const outDir = await Deno.makeTempDir();
  try {
    await new Builder({ ...FIXTURE_OPTIONS, outDir }).build();
    const serve = join(outDir, "serve.ts");
    await Deno.writeTextFile(
      serve,
      `import { app } from ${JSON.stringify(APP)};
await import(import.meta.resolve("./server.js"));
await app.listen({ port: 0, hostname: "127.0.0.1" });
`,
    );
    await using server = await start(["run", "-A", "--config", CONFIG, serve], {});
    const response = await fetch(`${server.origin}/`);
    assert.equal(response.status, 200);
    const html = await response.text();
    const urls = [...html.matchAll(/(?:href|from)="?(\/_fresh\/js\/[^"]+)"/g)].map((match) =>
      match[1] ?? ""
    );
    assert.ok(urls.length >= 4);
    for (const url of urls) {
      const script = await fetch(`${server.origin}${url}`, {
        headers: { "accept-encoding": "br" },
      });
      assert.equal(script.status, 200);
      assert.equal(script.headers.get("content-type"), "text/javascript; charset=utf-8");
      assert.equal(script.headers.get("cache-control"), "public, max-age=31536000, immutable");
      assert.ok((await script.text()).length > 0);
    }
    const sizes = JSON.parse(await Deno.readTextFile(join(outDir, "sizes.json")));
    assert.deepEqual(sizes.map(({ route }: { route: string }) => route), [
      "/",
      "/local",
      "/pairs/both",
      "/pairs/left",
      "/pairs/right",
    ]);
    assert.deepEqual(sizes[0].islands.toSorted(), ["Counter", "Panel", "Values"]);
    assert.ok(
      sizes[0].brotliBytes > sizes[1].brotliBytes && sizes[0].brotliBytes < 14_000,
      JSON.stringify(sizes),
    );

    // Building again replaces the build, and equal sources make an equal one.
    const before = await Deno.readTextFile(join(outDir, "snapshot.js"));
    await new Builder({ ...FIXTURE_OPTIONS, outDir }).build();
    assert.equal(await Deno.readTextFile(join(outDir, "snapshot.js")), before);
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
});

Deno.test("Builder.build() writes a server that exports a fetch handler and listens nowhere", async () => {
  const outDir = await Deno.makeTempDir();
  try {
    await new Builder({ ...FIXTURE_OPTIONS, outDir }).build();
    const server = JSON.stringify(pathToFileURL(join(outDir, "server.js")).href);
    const source = `const exported = await import(${server});
const { status } = await exported.default.fetch(new Request("http://localhost/plain"));
console.log(JSON.stringify({ names: Object.keys(exported), status }));`;
    // It ends by itself, which it wouldn't if anything listened.
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--config", CONFIG, source],
      stderr: "inherit",
    }).output();
    assert.ok(success);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
      names: ["default"],
      status: 200,
    });
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
});

Deno.test("Builder.build() deletes nothing it didn't write", async () => {
  const outDir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(outDir, "thesis.txt"), "years of work");
    await assert.rejects(
      new Builder({ ...FIXTURE_OPTIONS, outDir }).build(),
      /it has content that is no build/,
    );
    assert.equal(await Deno.readTextFile(join(outDir, "thesis.txt")), "years of work");
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
});

Deno.test("Builder.build() refuses server-only code in islands and says which file brings it", async () => {
  const islandDir = await Deno.makeTempDir();
  const build = async (source: string) => {
    await Deno.writeTextFile(join(islandDir, "Bad.ts"), source);
    return await new Builder({ ...FIXTURE_OPTIONS, islandDir, routeDir: join(islandDir, "none") })
      .build({ snapshot: "memory" });
  };
  try {
    await assert.rejects(
      build('import { readFile } from "node:fs";\nexport default readFile;'),
      /"node:fs" imported by .*Bad\.ts: islands run in the browser/,
    );
    await assert.rejects(build("export default () => Deno.cwd();"), /Bad\.ts: it uses "Deno"/);
    await assert.rejects(
      build('import "no-such-package";\nexport default 1;'),
      /"no-such-package" imported by .*Bad\.ts/,
    );
    await assert.rejects(
      build("export default await Promise.resolve(1);"),
      /Bad\.ts:\d+:\d+.*Top-level await is not available/,
    );
    await assert.rejects(build('import "./x.css";\nexport default 1;'), /stylesheets are outside/);
    // Naming it where it isn't the global is nobody's business.
    await build(
      '/** Deno */\nexport const text: string = "Deno";\nexport default { Deno: 1 }.Deno;',
    );
  } finally {
    await Deno.remove(islandDir, { recursive: true });
  }
});

Deno.test("Builder.listen() serves the app with live reload and leaves the production build alone", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const outDir = join(directory, "_fresh");
    await Deno.mkdir(outDir);
    await Deno.writeTextFile(join(outDir, "snapshot.js"), "// production");
    const lib = new URL("../", import.meta.url);
    const watched = join(directory, "watched");
    await Deno.mkdir(watched);
    await Deno.writeTextFile(
      join(directory, "dev.ts"),
      `import { Builder } from ${JSON.stringify(new URL("dev.ts", lib).href)};
const builder = new Builder({ ...${JSON.stringify(FIXTURE_OPTIONS)}, outDir: ${
        JSON.stringify(outDir)
      } });
await builder.listen(() => import(${
        JSON.stringify(APP)
      }), { port: Number(Deno.env.get("PORT")), hostname: "127.0.0.1" });
`,
    );
    const port = freePort();
    await using server = await start(
      [
        "run",
        "-A",
        "--config",
        CONFIG,
        `--watch=${watched}`,
        "--no-clear-screen",
        join(directory, "dev.ts"),
      ],
      { PORT: String(port) },
    );
    const html = await (await fetch(`${server.origin}/plain`)).text();
    const script = /<script type="module" src="(\/_fresh\/js\/reload-[^"]+)" nonce="\w+"><\/script>/
      .exec(html)?.[1];
    assert.match(await (await fetch(`${server.origin}${script}`)).text(), /EventSource/);

    const first = await aliveId(server.origin);
    await Deno.writeTextFile(join(watched, "new.ts"), "");
    let second = first;
    while (second === first) second = await aliveId(server.origin).catch(() => first);
    assert.notEqual(second, first);
    assert.equal(await Deno.readTextFile(join(outDir, "snapshot.js")), "// production");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

/** The restarted server must come back on the same port, so the test has to name one. */
function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

async function aliveId(origin: string): Promise<string> {
  const response = await fetch(`${origin}/_fresh/alive`);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return /data: (\S+)/.exec(new TextDecoder().decode(first?.value))?.[1] ?? assert.fail("no id");
}
