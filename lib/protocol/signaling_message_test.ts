import assert from "node:assert/strict";
import { parsePeerId } from "./ids.ts";
import {
  MAX_ICE_SERVERS,
  MAX_LISTED_PEERS,
  MAX_RELAY_PAYLOAD_LENGTH,
  MAX_SERVER_MESSAGE_LENGTH,
} from "./limits.ts";
import {
  type ClientMessage,
  parseClientMessage,
  parseServerMessage,
  type ServerMessage,
} from "./signaling_message.ts";

const token = "A".repeat(43); // 32 zero bytes.
const peerId = parsePeerId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80")!;
const peer = { peerId, role: "guest", polite: false } as const;
const owner = { type: "join", version: 1, role: "owner", ownerToken: token, kind: "file" } as const;
const guest = { type: "join", version: 1, role: "guest", joinToken: token } as const;
const longest = "x".repeat(MAX_RELAY_PAYLOAD_LENGTH);

const CLIENT: readonly ClientMessage[] = [
  { ...owner, joinHash: token, peerToken: token },
  { ...owner, kind: "screen", version: 65_535, joinHash: token, peerToken: token },
  { ...owner, joinHash: token, guests: 10, peerToken: token },
  { ...guest, peerToken: token },
  { type: "relay", to: peerId, payload: "c" + token },
  { type: "relay", to: peerId, payload: "" },
  { type: "relay", to: peerId, payload: longest },
  { type: "ping" },
  { type: "ice-servers" },
  { type: "leave" },
];

const SERVER: readonly ServerMessage[] = [
  {
    type: "joined",
    peerId,
    kind: "file",
    peers: [peer, { ...peer, role: "owner", polite: true }],
    iceServers: [
      { urls: ["stun:stun.example.org"] },
      { urls: ["turn:a", "turns:b"], username: "1700000000:x", credential: "s" },
      { urls: ["u".repeat(512)], username: "", credential: "c".repeat(512) },
      { urls: [] },
    ],
    iceExpiresInMs: 3_600_000,
    expiresInMs: 86_400_000,
  },
  { type: "ice-servers", iceServers: [{ urls: ["stun:stun.example.org"] }] },
  {
    type: "ice-servers",
    iceServers: [{ urls: ["turn:a"], username: "1700000000:x", credential: "s" }],
    iceExpiresInMs: 0,
  },
  { type: "joined", peerId, kind: "screen", peers: [], iceServers: [], expiresInMs: 0 },
  { type: "peer-joined", peer },
  { type: "peer-left", peerId },
  { type: "relay", from: peerId, payload: longest },
  { type: "undeliverable", to: peerId },
  { type: "pong" },
];

/** In JSON. None is right for any member but those named in `HARMLESS`. */
const JUNK = ["null", "7.5", "-1", "1e400", "true", "{}", '{"0":1}', "[null]", '["ping"]'];
JUNK.push('"__proto__"', '"constructor"', `"${"A".repeat(44)}"`, `"${longest}x"`, `["${token}"]`);

const PARSERS = [
  { name: "parseClientMessage", parse: parseClientMessage, samples: CLIENT },
  { name: "parseServerMessage", parse: parseServerMessage, samples: SERVER },
] as const;

/** Members that a message may do without. */
const OPTIONAL: readonly string[] = ["iceExpiresInMs", "guests"];

/** Any text is a payload: it is opaque to the server, and to this parser. */
function isHarmless(member: string, junk: string): boolean {
  return member === "payload" && junk.startsWith('"') && junk.length < longest.length;
}

for (const { name, parse, samples } of PARSERS) {
  for (const message of samples) {
    const text = JSON.stringify(message);

    Deno.test(`${name} reads ${text.slice(0, 80)}`, () => {
      assert.deepEqual(parse(text), message);
    });

    Deno.test(`${name} drops what ${text.slice(0, 60)} has too much`, () => {
      const more = text.replace("{", '{"__proto__":{"polluted":1},"constructor":7,"extra":[1],');
      assert.deepEqual(parse(more), message);
      assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
    });

    for (const [member, value] of Object.entries(message)) {
      Deno.test(`${name} refuses ${text.slice(0, 60)} with ${member} missing or of another kind`, () => {
        const own = `"${member}":${JSON.stringify(value)}`;
        assert.ok(text.includes(own));
        const without = { ...message, [member]: undefined };
        const left = parse(JSON.stringify(without));
        assert.equal(left === undefined, !OPTIONAL.includes(member), member);
        for (const junk of JUNK) {
          if (isHarmless(member, junk)) continue;
          const altered = text.replace(own, `"${member}":${junk}`);
          assert.equal(parse(altered), undefined, altered.slice(0, 200));
        }
      });
    }
  }

  for (
    const text of ["", "7", "null", "[]", '"ping"', '[{"type":"ping"}]', "{}", '{"type":"bind"}']
  ) {
    Deno.test(`${name} refuses the text ${JSON.stringify(text)}`, () => {
      assert.equal(parse(text), undefined);
    });
  }

  Deno.test(`${name} refuses a message that only its prototype would make one`, () => {
    assert.equal(parse('{"__proto__":{"type":"ping"}}'), undefined);
    assert.equal(parse('{"__proto__":{"type":"pong"}}'), undefined);
  });
}

const valid = { ...owner, joinHash: token, peerToken: token };

for (
  const message of [
    { ...valid, version: 0 },
    { ...valid, version: 65_536 },
    { ...valid, version: "1" },
    { ...valid, version: [1] },
    { ...valid, role: "viewer" },
    { ...valid, role: "guest" }, // A guest shows a join token.
    { ...valid, guests: 0 },
    { ...valid, guests: 11 },
    { ...valid, guests: 1.5 },
    { ...valid, guests: "2" },
    { ...guest, role: "owner", peerToken: token },
    { ...valid, kind: "sound" },
    { ...valid, ownerToken: token.slice(1) + "B" }, // Stray bits.
    { type: "relay", to: peerId.toUpperCase(), payload: "" },
    { type: "relay", from: peerId, payload: "" }, // What only the server says.
    { type: "pong" },
    { type: "joined" },
  ]
) {
  const text = JSON.stringify(message);
  Deno.test(`parseClientMessage refuses ${text.replaceAll(token, "…")}`, () => {
    assert.equal(parseClientMessage(text), undefined);
  });
}

const joined = SERVER[0]!;

for (
  const message of [
    { ...joined, peers: [peer, { ...peer, polite: 1 }] },
    { ...joined, peers: [{ ...peer, role: "viewer" }] },
    { ...joined, peers: [{ ...peer, peerId: "x" }] },
    { ...joined, peers: { 0: peer, length: 1 } },
    { ...joined, iceServers: [{}] },
    { ...joined, iceServers: [{ urls: "stun:a" }] },
    { ...joined, iceServers: [{ urls: [7] }] },
    { ...joined, iceServers: [{ urls: ["u".repeat(513)] }] },
    { ...joined, iceServers: [{ urls: ["turn:a"], username: "u" }] },
    { ...joined, iceServers: [{ urls: ["turn:a"], credential: "c" }] },
    { ...joined, iceServers: [{ urls: ["turn:a"], username: "u", credential: "c".repeat(513) }] },
    { ...joined, iceServers: [{ urls: ["turn:a"], username: "u", credential: null }] },
    { type: "relay", to: peerId, payload: "" }, // What only a client says.
    { type: "ping" },
    { type: "leave" },
    { ...owner, joinHash: token, peerToken: token },
  ]
) {
  const text = JSON.stringify(message);
  Deno.test(`parseServerMessage refuses ${text.slice(0, 300).replaceAll(token, "…")}`, () => {
    assert.equal(parseServerMessage(text), undefined);
  });
}

Deno.test("parseServerMessage bounds every list of the server", () => {
  const urls = (count: number) => Array(count).fill("stun:stun.example.org");
  const servers = (count: number, each: number) =>
    JSON.stringify({ type: "ice-servers", iceServers: Array(count).fill({ urls: urls(each) }) });
  assert.ok(parseServerMessage(servers(MAX_ICE_SERVERS, 1)));
  assert.ok(parseServerMessage(servers(1, MAX_ICE_SERVERS)));
  assert.equal(parseServerMessage(servers(MAX_ICE_SERVERS + 1, 1)), undefined);
  assert.equal(parseServerMessage(servers(1, MAX_ICE_SERVERS + 1)), undefined);
  const peer = { peerId: "62eb0e19-ba1d-4726-826d-58e4c749f1c0", role: "guest", polite: false };
  const joined = (count: number) =>
    JSON.stringify({
      type: "joined",
      kind: "file",
      peerId: peer.peerId,
      peers: Array(count).fill(peer),
      iceServers: [],
      expiresInMs: 1,
    });
  assert.ok(parseServerMessage(joined(MAX_LISTED_PEERS)));
  assert.equal(parseServerMessage(joined(MAX_LISTED_PEERS + 1)), undefined);
  const pong = JSON.stringify({ type: "pong", filler: "x".repeat(MAX_SERVER_MESSAGE_LENGTH) });
  assert.equal(parseServerMessage(pong), undefined);
});

Deno.test("parseServerMessage takes ICE servers of which it knows one, and none that it doesn't know at all", () => {
  const said = (...urls: string[]) =>
    parseServerMessage(JSON.stringify({ type: "ice-servers", iceServers: [{ urls }] }));
  assert.ok(said("stun:stun.example.org", "stunx:stun.example.org"));
  for (
    const url of [
      "https://evil.example",
      "stun:",
      "stun:a/b",
      "turn:a?transport=x",
      "stun:a b",
    ]
  ) {
    assert.equal(said(url), undefined, url);
  }
  assert.ok(parseServerMessage(JSON.stringify({ type: "ice-servers", iceServers: [] })));
});
