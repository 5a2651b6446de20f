import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { encodeLinkKey } from "./link.ts";
import { MAX_LINK_LENGTH, readLink } from "./read_link.ts";

const ID = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";
const SECRET = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const KEY = encodeLinkKey(SECRET);
const ORIGIN = "https://files.example.org";
const FILE = {
  origin: ORIGIN,
  basePath: "",
  kind: "file",
  sessionId: ID,
  secret: SECRET,
  isEscaped: false,
};

for (
  const [what, text, expected] of [
    ["of files", `${ORIGIN}/room/${ID}#${KEY}`, {}],
    ["of a screen", `${ORIGIN}/view/${ID}#${KEY}`, { kind: "screen" }],
    ["below a path", `${ORIGIN}/our/share/room/${ID}#${KEY}`, { basePath: "/our/share" }],
    ["with a port", `http://localhost:8000/room/${ID}#${KEY}`, { origin: "http://localhost:8000" }],
    ["with a slash at its end", `${ORIGIN}/room/${ID}/#${KEY}`, {}],
    ["with two", `${ORIGIN}/room/${ID}//#${KEY}`, {}],
    ["with a scheme in capitals", `HTTPS://Files.Example.org/room/${ID}#${KEY}`, {}],
    ["with all of its path in capitals", `${ORIGIN}/ROOM/${ID.toUpperCase()}#${KEY}`, {}],
    ["with tracking before its key", `${ORIGIN}/room/${ID}?utm_source=x&a=b#${KEY}`, {}],
    ["with tracking behind its key", `${ORIGIN}/room/${ID}#${KEY}?utm_source=x`, {}],
    ["with a parameter behind its key", `${ORIGIN}/room/${ID}#${KEY}&fbclid=1`, {}],
    ["in angle brackets", `<${ORIGIN}/room/${ID}#${KEY}>`, {}],
    ["in a sentence", `Look (${ORIGIN}/room/${ID}#${KEY}), please. See you!`, {}],
    ["in Markdown", `[files](${ORIGIN}/room/${ID}#${KEY})`, {}],
    ["after other addresses", `https://example.org/ ${ORIGIN}/room/${ID}#${KEY}`, {}],
    ["broken by a mail", `${ORIGIN}/room/${ID.slice(0, 9)}\r\n${ID.slice(9)}#${KEY}`, {}],
    ["with unseen characters", `\ufeff${ORIGIN}/ro\u200bom/${ID}#\u2060${KEY}\u200b`, {}],
    ["whose # is escaped", `${ORIGIN}/room/${ID}%23${KEY}`, { isEscaped: true }],
    ["whose # is escaped twice", `${ORIGIN}/room/${ID}%2523${KEY}`, { isEscaped: true }],
    ["whose # is escaped behind a slash", `${ORIGIN}/room/${ID}/%23${KEY}`, { isEscaped: true }],
    ["whose # is escaped in its query", `${ORIGIN}/room/${ID}?a=b%23${KEY}`, { isEscaped: true }],
    ["without a key", `${ORIGIN}/room/${ID}`, { secret: undefined }],
    ["without a key behind its #", `${ORIGIN}/room/${ID}#`, { secret: undefined }],
    ["with a key that was cut", `${ORIGIN}/room/${ID}#${KEY.slice(0, 40)}`, { secret: undefined }],
    ["that is a path", `/room/${ID}#${KEY}`, { origin: undefined }],
  ] as const
) {
  Deno.test(`readLink() reads a link ${what}`, () => {
    assert.deepEqual(readLink(text), { ...FILE, ...expected });
  });
}

for (
  const [what, text] of [
    ["nothing", ""],
    ["words", "Tomorrow at ten in room 12?"],
    ["a key alone", KEY],
    ["an id alone", ID],
    ["the start page", `${ORIGIN}/#${KEY}`],
    ["another page", `${ORIGIN}/presenter#${KEY}`],
    ["a page that begins alike", `${ORIGIN}/rooms/${ID}#${KEY}`],
    ["an id that was cut", `${ORIGIN}/room/${ID.slice(0, -1)}#${KEY}`],
    ["an id too long a way in", "x".repeat(MAX_LINK_LENGTH) + `${ORIGIN}/room/${ID}#${KEY}`],
  ] as const
) {
  Deno.test(`readLink() finds no link in ${what}`, () => {
    assert.equal(readLink(text), undefined);
  });
}

Deno.test("readLink() reads the same link, or that its key is gone, whatever is put around it", () => {
  const random = new SeededRandom(17);
  const around = [..." \t\n<>()[]{}\"'*.,;:!?&=+~|…—\u200b\u2060\ufeff", "utm_source=x", "%20"];
  const noise = () => Array.from({ length: random.below(6) }, () => random.pick(around)).join("");
  for (let round = 0; round < 5_000; round++) {
    const sign = random.pick(["#", "%23", "%2523"]);
    const query = random.chance(0.5) ? `?${random.pick(["fbclid=1", "a=b&c=d", ""])}` : "";
    const slash = random.pick(["", "/"]);
    const cut = random.chance(0.2) ? random.below(43) : 43;
    const link = `${ORIGIN}/room/${ID}${slash}${query}${sign}${KEY.slice(0, cut)}`;
    // Behind a key that was cut, letters would be read as its end.
    const text = `${noise()} ${link}${cut < 43 ? "." : ""}${noise()}`;
    const secret = cut === 43 ? SECRET : undefined;
    assert.deepEqual(readLink(text), { ...FILE, secret, isEscaped: sign !== "#" }, text);
  }
});

Deno.test("readLink() answers any text soon, and never throws", () => {
  const random = new SeededRandom(18);
  const pieces = [
    "/",
    "/room",
    "/view/",
    ID,
    "#",
    "%23",
    "%",
    "?",
    "http://",
    KEY,
    "a.b",
    " ",
    "-",
  ];
  for (let round = 0; round < 5_000; round++) {
    const text = Array.from({ length: random.below(60) }, () => random.pick(pieces)).join("");
    const link = readLink(text);
    if (link) assert.deepEqual([link.sessionId, link.secret?.length ?? 32], [ID, 32]);
  }
  const started = performance.now();
  for (const text of ["/a".repeat(2_000), "http://".repeat(500), `/room/${ID}?`.repeat(60)]) {
    readLink(text);
  }
  assert.ok(performance.now() - started < 5_000, "its time grows with more than the text");
});
