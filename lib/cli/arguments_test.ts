import assert from "node:assert/strict";
import { type Command, parseCommand } from "./arguments.ts";
import type { Wrong } from "./usage.ts";

const SEND = {
  kind: "send",
  paths: ["a"],
  server: "http://localhost:8000",
  recipients: 1,
  name: undefined,
  relayOnly: false,
  json: false,
} as const satisfies Command;

const RECEIVE = {
  kind: "receive",
  link: "L",
  server: "http://localhost:8000",
  folder: ".",
  yes: false,
  json: false,
} as const satisfies Command;

const RIGHT: readonly (readonly [line: string, command: Command])[] = [
  ["send a", SEND],
  ["send a b", { ...SEND, paths: ["a", "b"] }],
  ["send -- --a", { ...SEND, paths: ["--a"] }],
  ["send --receivers 10 a", { ...SEND, recipients: 10 }],
  ["send a --receivers=2", { ...SEND, recipients: 2 }],
  ["send --name n a", { ...SEND, name: "n" }],
  ["send --relay-only --json a", { ...SEND, relayOnly: true, json: true }],
  ["send --server https://f.example/share/ a", { ...SEND, server: "https://f.example/share" }],
  ["receive L", RECEIVE],
  ["receive --to d --yes L", { ...RECEIVE, folder: "d", yes: true }],
  ["receive -y --json L", { ...RECEIVE, yes: true, json: true }],
  ["help", { kind: "help" }],
  ["send --help", { kind: "help" }],
];

for (const [line, command] of RIGHT) {
  Deno.test(`reads: ${line}`, () => assert.deepEqual(parseCommand(line.split(" "), {}), command));
}

const WRONG: readonly (readonly [line: string, wrong: Wrong])[] = [
  ["", "no-command"],
  ["sned a", "no-command"],
  ["send", "no-path"],
  ["send --receivers 0 a", "receivers"],
  ["send --receivers 11 a", "receivers"],
  ["send --receivers 1.5 a", "receivers"],
  ["send --receivers", "unknown-option"],
  ["send --fast a", "unknown-option"],
  ["send --name n a b", "name"],
  ["send --name a/b a", "name"],
  ["send --server example.com a", "server"],
  ["send --server ftp://example.com a", "server"],
  ["send --code a", "not-yet"],
  ["send -", "not-yet"],
  ["receive", "no-link"],
  ["receive L M", "no-link"],
  ["receive --to - L", "not-yet"],
  ["receive --receivers 2 L", "unknown-option"],
];

for (const [line, wrong] of WRONG) {
  Deno.test(`refuses as ${wrong}: ${line}`, () => {
    const command = parseCommand(line.split(" ").filter((word) => word !== ""), {});
    assert.ok(command.kind === "wrong");
    assert.equal(command.wrong, wrong);
  });
}

Deno.test("the environment names the server where the command line doesn't", () => {
  const env = { FILEFRAG_SERVER: "https://f.example" };
  const named = parseCommand(["send", "a"], env);
  assert.deepEqual(named, { ...SEND, server: "https://f.example" });
  const both = parseCommand(["send", "--server", "http://other.example", "a"], env);
  assert.deepEqual(both, { ...SEND, server: "http://other.example" });
});
