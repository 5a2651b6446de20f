import assert from "node:assert/strict";
import { breachesOf } from "./layers.ts";

/** What is wrong with one file. */
function breaches(file: string, source: string): string[] {
  return breachesOf([[file, source]]).map(({ what }) => what);
}

for (
  const [what, file, source, target] of [
    ["upwards", "lib/protocol/a.ts", 'import { b } from "../transfer/b.ts";', "lib/transfer/b.ts"],
    [
      "of the server by a browser",
      "lib/peer/a.ts",
      'import "../server/b.ts";',
      "lib/server/b.ts",
    ],
    [
      "of a type alone",
      "lib/ui/send/a.ts",
      'import type { B } from "../../server/b.ts";',
      "lib/server/b.ts",
    ],
    ["that is late", "lib/ui/send/a.ts", 'await import("../../server/b.ts");', "lib/server/b.ts"],
    [
      "that is passed on",
      "lib/ui/send/a.ts",
      'export * from "../../server/b.ts";',
      "lib/server/b.ts",
    ],
    [
      "over several lines",
      "lib/transfer/a.ts",
      'import {\n  b,\n} from\n  "../peer/b.ts";',
      "lib/peer/b.ts",
    ],
    ["of a test's fake", "lib/ui/send/a.ts", 'import "../../testing/b.ts";', "lib/testing/b.ts"],
    [
      "by a roundabout way",
      "lib/ui/send/a.ts",
      'import "./../../ui/../server/b.ts";',
      "lib/server/b.ts",
    ],
    [
      "of a neighbour with a longer name",
      "lib/ui/send/a.ts",
      'import "../send2/b.ts";',
      "lib/ui/send2/b.ts",
    ],
    [
      "of the app by the library",
      "lib/fresh/a.ts",
      'import "../protocol/b.ts";',
      "lib/protocol/b.ts",
    ],
    ["of a route by an island", "islands/A.tsx", 'import "../routes/b.tsx";', "routes/b.tsx"],
    ["of the edges by a route", "routes/a.tsx", 'import "../lib/peer/b.ts";', "lib/peer/b.ts"],
    [
      "of what receives by what sends",
      "lib/transfer/send/a.ts",
      'import "../receive/b.ts";',
      "lib/transfer/receive/b.ts",
    ],
    [
      "of what sends by what receives",
      "lib/transfer/receive/a.ts",
      'import "../send/b.ts";',
      "lib/transfer/send/b.ts",
    ],
    [
      "of a side by what both share",
      "lib/transfer/a.ts",
      'import "./send/b.ts";',
      "lib/transfer/send/b.ts",
    ],
    [
      "of a page by what all pages share",
      "lib/ui/session/a.ts",
      'import "../send/b.ts";',
      "lib/ui/send/b.ts",
    ],
  ] as const
) {
  Deno.test(`breachesOf() finds a forbidden import ${what}`, () => {
    assert.deepEqual(breaches(file, source), [`imports ${target}`]);
  });
}

Deno.test("breachesOf() lets each folder import itself and what is below it, and packages", () => {
  const files: [string, string][] = [
    ["lib/protocol/a.ts", 'import "./b.ts"; import "./deep/b.ts";'],
    ["lib/transfer/a.ts", 'import "../protocol/b.ts"; import "../security/b.ts";'],
    ["lib/ui/send/intake/A.tsx", 'import "preact"; import "../../../peer/b.ts"; import "../b.ts";'],
    ["routes/room/[id].tsx", 'import "../../define.ts"; import "../../lib/server/b.ts";'],
  ];
  assert.deepEqual(breachesOf(files), []);
});

Deno.test("breachesOf() lets tests import anything, and fakes too", () => {
  const source = 'import "../server/a.ts"; document.title;';
  for (
    const file of [
      "protocol/a_test.ts",
      "peer/a_e2e_page.ts",
      "testing/fakes/fake_clock.ts",
      "server/sessions/a_contract.ts",
      "security/test_support.ts",
    ]
  ) {
    assert.deepEqual(breaches(`lib/${file}`, source), [], file);
  }
});

Deno.test("breachesOf() lets no page know another", () => {
  const pages = ["send", "receive", "present", "watch"];
  for (const page of pages) {
    for (const other of pages) {
      const found = breaches(`lib/ui/${page}/deep/a.ts`, `import "../../${other}/b.ts";`);
      assert.deepEqual(found, page === other ? [] : [`imports lib/ui/${other}/b.ts`], page);
    }
  }
});

for (
  const [name, source] of [
    ["document", "export const title = () => document.title;"],
    ["WebSocket", "export function open(): WebSocket | undefined {}"],
    ["RTCDataChannel", "let channel: RTCDataChannel;"],
    ["localStorage", "localStorage.clear();"],
    ["indexedDB", "indexedDB.open(`x`);"],
    ["Deno", 'const port = Deno.env.get("PORT");'],
  ] as const
) {
  Deno.test(`breachesOf() finds ${name} in a pure folder, and only there`, () => {
    for (const folder of ["base", "protocol", "security", "transfer"]) {
      assert.deepEqual(breaches(`lib/${folder}/a.ts`, source), [`names ${name} in a pure folder`]);
    }
    assert.deepEqual(breaches("lib/peer/a.ts", source), []);
  });
}

Deno.test("breachesOf() reads code, not comments and texts", () => {
  const source = [
    "/** Knows no document. */",
    "// Nor a WebSocket, or RTCPeerConnection.",
    'throw new Error("Cannot read the document: localStorage is off");',
    "const documentation = 1; // Nor is part of a word one.",
  ].join("\n");
  assert.deepEqual(breaches("lib/transfer/a.ts", source), []);
});

Deno.test("breachesOf() finds a name behind a text that holds the beginning of a comment", () => {
  const source = 'const url = "https://example.org"; document.title;';
  assert.deepEqual(breaches("lib/transfer/a.ts", source), ["names document in a pure folder"]);
});

Deno.test("breachesOf() finds a folder that the rules don't know, instead of passing it over", () => {
  const what = "is in a folder that the rules don't know";
  assert.deepEqual(breaches("lib/new/a.ts", 'import "../server/b.ts";'), [what]);
});
