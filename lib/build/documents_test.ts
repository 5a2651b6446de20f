import assert from "node:assert/strict";
import { join } from "node:path/posix";
import { anchorsOf, danglingIn, type Tree } from "./documents.ts";

/** What git ignores, and what no document is about. */
async function ignoredNames(): Promise<string[]> {
  const lines = (await Deno.readTextFile(".gitignore")).split("\n");
  return lines.map((line) => line.replace(/\/$/, "")).filter((line) => /^[\w.]+$/.test(line));
}

async function* pathsBelow(folder: string, ignored: readonly string[]): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (ignored.includes(name) || name === ".git") continue;
    const path = join(folder, name);
    yield path;
    if (isDirectory) yield* pathsBelow(path, ignored);
  }
}

async function wordsOf(paths: Iterable<string>): Promise<Set<string>> {
  const words = new Set<string>();
  for (const path of paths) {
    if (!/\.(?:tsx?|scss|ya?ml|conf|example)$|file$/.test(path)) continue;
    for (const [word] of (await Deno.readTextFile(path)).matchAll(/\w+/g)) words.add(word);
  }
  return words;
}

Deno.test("every file, folder, link, task and type that a document names is there", async () => {
  const generated = await ignoredNames();
  const paths = new Set(await Array.fromAsync(pathsBelow(".", generated)));
  const documents = new Map<string, string>();
  for (const path of paths) {
    if (path.endsWith(".md")) documents.set(path, await Deno.readTextFile(path));
  }
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  const tree: Tree = {
    paths,
    generated,
    tasks: new Set(Object.keys(tasks)),
    words: await wordsOf(paths),
    anchors: new Map([...documents].map(([path, text]) => [path, anchorsOf(text)])),
  };
  assert.ok(documents.size > 5, `only ${documents.size} documents found`);
  const dangling = [...documents].flatMap(([path, text]) =>
    danglingIn(path, text, tree).map(({ line, name }) => `${path}:${line}: ${name}`)
  );
  assert.deepEqual(dangling, []);
});

const TREE: Tree = {
  paths: new Set([
    ...["README.md", "deno.json", "lib", "lib/ui", "lib/ui/send", "lib/ui/receive"],
    ...["lib/ui/send/model.ts", "lib/ui/receive/model.ts", "lib/a_e2e_test.ts", "docs"],
    ...["docs/guide.md", "docs/plot.svg", "routes", "routes/room", "routes/room/[id].tsx"],
  ]),
  generated: ["_fresh"],
  tasks: new Set(["start", "test:unit"]),
  words: new Set(["FileSender", "STUN_URLS"]),
  anchors: new Map([["docs/guide.md", new Set(["first-steps"])], ["README.md", new Set()]]),
};

function names(text: string, path = "README.md"): string[] {
  return danglingIn(path, text, TREE).map(({ name }) => name);
}

Deno.test("what is there is found: paths, bare names, patterns, routes, what a task makes", () => {
  for (
    const name of [
      "lib/",
      "lib/ui",
      "./lib/ui/send/model.ts",
      "model.ts",
      "lib/ui/{send,receive}/",
      "lib/ui/<page>/model.ts",
      "*_e2e_test.ts",
      "lib/**/*_e2e_test.ts",
      "routes/room/[id].tsx",
      "_fresh/server.js",
      "deno test -A lib/a_e2e_test.ts",
    ]
  ) assert.deepEqual(names(`Look at \`${name}\`.`), [], name);
});

Deno.test("what isn't there is told by its line", () => {
  assert.deepEqual(danglingIn("README.md", "One\n\n`lib/gone.ts`, `lib/ui/\n`x", TREE), [
    { line: 3, name: "lib/gone.ts" },
  ]);
  for (
    const name of [
      "gone/",
      "lib/gone",
      "gone.ts",
      "elsewhere/gone.ts",
      "lib/ui/{send,gone}/",
      "lib/ui/<page>/gone.ts",
      "*_gone_test.ts",
      "routes/[id].tsx",
    ]
  ) assert.deepEqual(names(`Look at \`${name}\`.`), [name]);
});

Deno.test("in a table's row a folder may be named from another one in that row", () => {
  assert.deepEqual(names("| `lib/ui/` | `send/`, `receive/` | `gone/` |"), ["gone/"]);
  assert.deepEqual(names("`lib/ui/` has `send/`"), ["send/"]);
});

Deno.test("what only looks like a path is left alone", () => {
  for (
    const name of [
      "/room/<id>#<key>",
      "/_fresh/js/<first island>/",
      "https://files.example/share",
      "application/json",
      "fresh/runtime",
      "1/2",
      "Retry-After",
      "{live, ready}",
      "x => y",
      "server.js",
    ]
  ) assert.deepEqual(names(`Say \`${name}\`.`), [], name);
});

Deno.test("links and pictures lead somewhere, from the document's own folder, to headings too", () => {
  assert.deepEqual(names("[a](docs/guide.md) ![b](docs/plot.svg) [c](https://x.example/y)"), []);
  assert.deepEqual(names("[a](../README.md#x) [b](guide.md#first-steps)", "docs/guide.md"), [
    "../README.md#x",
  ]);
  assert.deepEqual(names('<img src="docs/gone.png"> [a](docs/guide.md#gone) [b](gone.md)'), [
    "docs/gone.png",
    "docs/guide.md#gone",
    "gone.md",
  ]);
  assert.deepEqual(names("`[no](link.txt)` is code"), []);
});

Deno.test("tasks are looked up in spans and in commands, also over the end of a line", () => {
  const text = "`deno task\nstop`, `deno task start`\n\n```sh\nnpx -y deno@2 task test:unit\n" +
    "deno task fly lib/none.ts\n```\n`deno task …`";
  assert.deepEqual(danglingIn("README.md", text, TREE), [
    { line: 1, name: "deno task stop" },
    { line: 6, name: "deno task fly" },
  ]);
});

Deno.test("types and constants are words of the sources", () => {
  assert.deepEqual(names("`FileSender.share`, `STUN_URLS`, `README`, `App`"), []);
  assert.deepEqual(names("`FileSenders`, `FileGone()`, `STUN_GONE`"), [
    "FileSenders",
    "FileGone",
    "STUN_GONE",
  ]);
});

Deno.test("anchors are GitHub's", () => {
  assert.deepEqual([...anchorsOf("# First steps\n## `a`: b, c's\n```\n# no\n```\n")], [
    "first-steps",
    "a-b-cs",
  ]);
});

Deno.test("docs/configuration.md has every variable of .env.example", async () => {
  const page = await Deno.readTextFile("docs/configuration.md");
  const example = await Deno.readTextFile(".env.example");
  const variables = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = ""]) => name);
  assert.ok(variables.length > 10, `${variables}`);
  for (const name of variables) assert.ok(page.includes(`\`${name}\``), name);
});
