// What comes in from outside is whatever somebody sent. Every parser is fed what its grammar says and
// what is a little beside it.
import assert from "node:assert/strict";
import { checkDoor, checkInput } from "./check_door.ts";
import { readCorpus } from "./corpus.ts";
import { DOORS } from "./doors.ts";

/** Enough to meet each kind of damage at most places; `deno task fuzz` goes on for as long as it is let. */
const RUNS = 4_000;

for (const [index, door] of DOORS.entries()) {
  Deno.test(`${door.name} takes its grammar, throws at nothing, and reads again what it made`, async () => {
    assert.equal(await checkDoor(door, { runs: RUNS, seed: index + 1 }), undefined);
  });
}

Deno.test("what ever failed at a door fails no more", async () => {
  for (const { door: name, input, was } of await readCorpus()) {
    const door = DOORS.find((door) => door.name === name);
    assert.ok(door, `the corpus names ${name}, which is no door`);
    await checkInput(door, input).catch((cause) => assert.fail(`${was}: again: ${cause}`));
  }
});

Deno.test("a door that throws, and one that reads something else again, are found with the smallest input", async () => {
  const parseClientMessage = DOORS.find(({ name }) => name === "parseClientMessage");
  assert.ok(parseClientMessage?.kind === "json");
  const throws = {
    ...parseClientMessage,
    parse: (text: string) => {
      if (text.includes("__proto__")) throw new Error("broken");
      return parseClientMessage.parse(text);
    },
  };
  const failure = await checkDoor(throws, { runs: RUNS, seed: 1 });
  assert.ok(failure);
  assert.match(failure.why, /broken/);
  assert.ok("text" in failure.input && failure.input.text.length < 40, JSON.stringify(failure));
  let times = 0;
  const counts = { ...parseClientMessage, parse: (text: string) => ({ text, times: ++times }) };
  assert.ok(await checkDoor(counts, { runs: 5, seed: 1 }));
});

/** Parsers whose doors go by another name, or that aren't doors. */
const ELSEWHERE = new Set([
  "parseList", // Has no grammar of its own: every door with a list uses it.
]);

Deno.test("every parser of the product has a door", async () => {
  const root = new URL("../../../", import.meta.url);
  const known = new Set(DOORS.map(({ name }) => name));
  const missing: string[] = [];
  for (
    const folder of [
      "protocol",
      "security",
      "signaling",
      "server",
      "storage",
      "peer",
      "ui",
      "worker",
    ]
  ) {
    for await (const path of sourceFiles(new URL(`lib/${folder}/`, root))) {
      const source = await Deno.readTextFile(path);
      for (
        const [, name = ""] of source.matchAll(/^export (?:async )?function (parse[A-Z]\w*)/gm)
      ) {
        if (!known.has(name) && !ELSEWHERE.has(name)) missing.push(`${path.pathname}: ${name}`);
      }
    }
  }
  assert.deepEqual(missing, []);
});

async function* sourceFiles(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sourceFiles(new URL(`${name}/`, folder));
    else if (/(?<!_test)\.tsx?$/.test(name)) yield new URL(name, folder);
  }
}
