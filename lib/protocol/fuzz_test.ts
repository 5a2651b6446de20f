// What arrives is whatever somebody sent. These tests alter good messages in bad ways and look at
// what both parsers of the wire make of it.
import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { parseClientMessage, parseServerMessage } from "./signaling_message.ts";

const ROUNDS = 20_000;
const token = "A".repeat(43);
const id = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";
const peer = `{"peerId":"${id}","role":"guest","polite":false}`;

const CONTROL = [
  `{"type":"bind","tag":"${token}"}`,
  '{"type":"heartbeat"}',
  '{"type":"signal","lane":3,"payload":{"description":{"type":"offer","sdp":"v=0"},"revision":1}}',
  `{"type":"offer","transferId":"${token}","fileCount":2,"totalBytes":70000,"blockBytes":16384}`,
  '{"type":"files","first":0,"files":[{"path":"a","size":1,"modified":0},{"path":"b","size":9,"modified":3}]}',
  `{"type":"roots","first":1,"roots":["${token}","${token}"]}`,
  `{"type":"finish","root":"${token}"}`,
  '{"type":"have","ranges":[[0,4],[9,12]]}',
  `{"type":"accept","transferId":"${token}","windowBytes":65536,"haveDigest":""}`,
  '{"type":"ack","ranges":[[0,1],[2,3]]}',
  '{"type":"repair","block":7}',
  '{"type":"abort","reason":"cancelled"}',
  '{"type":"screen","state":"live","hasSound":true}',
  '{"type":"sent","delayMs":12}',
  '{"type":"seen","delayMs":87}',
];

const CLIENT = [
  `{"type":"join","version":1,"role":"owner","ownerToken":"${token}","kind":"file","joinHash":"${token}","peerToken":"${token}"}`,
  `{"type":"join","version":1,"role":"guest","joinToken":"${token}","peerToken":"${token}"}`,
  `{"type":"relay","to":"${id}","payload":"c${token}"}`,
  '{"type":"ping"}',
  '{"type":"leave"}',
];

const SERVER = [
  `{"type":"joined","peerId":"${id}","kind":"file","peers":[${peer}],"iceServers":[{"urls":["stun:a"]},{"urls":["turn:b"],"username":"u","credential":"c"}],"expiresInMs":60000}`,
  `{"type":"peer-joined","peer":${peer}}`,
  `{"type":"peer-left","peerId":"${id}"}`,
  `{"type":"relay","from":"${id}","payload":"s${token}"}`,
  `{"type":"undeliverable","to":"${id}"}`,
  '{"type":"pong"}',
];

const CHARACTERS = [...'{}[]",:0123456789-+eE.ABztrue null_\\u/\n\t\0\ud83d\u202e\u{1f426}'];

/** What may stand where a value or a member's name stood. */
const PIECES = [
  ...["0", "-0", "1", "-1", "4294967295", "4294967296", "9007199254740991", "9007199254740992"],
  ...["1e3", "1e400", "0.5", "null", "true", "[]", "{}", '""', '"__proto__"', '"constructor"'],
  ...['"type"', '"reason"', '"cancelled"', '"pause"', "[[0,1]]", `"${token}"`, `"${id}"`],
];

type Mutation = (text: string, random: SeededRandom) => string;

const MUTATIONS: readonly Mutation[] = [
  // One character for another, more, or fewer.
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(CHARACTERS) + text.slice(at + random.below(2));
  },
  // A piece is lost.
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(at + random.below(20));
  },
  // A piece comes twice.
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(Math.max(0, at - random.below(30)));
  },
  // One token for another: a value, a name, a bracket.
  (text, random) => {
    const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+]*|[{}[\]:,]|\w+|./gsu) ?? [];
    tokens[random.below(tokens.length)] = random.pick(PIECES);
    return tokens.join("");
  },
  // One more member in front or at the end, where the last of one name counts.
  (text, random) => {
    const name = random.pick(["__proto__", "constructor", "toString", "type", "ranges", "extra"]);
    const member = `"${name}":${random.pick(PIECES)}`;
    return random.chance(0.5)
      ? text.replace("{", `{${member},`)
      : text.replace(/\}$/, `,${member}}`);
  },
];

function mutate(text: string, random: SeededRandom): string {
  let mutated = text;
  for (let count = random.below(3); count >= 0; count--) {
    mutated = random.pick(MUTATIONS)(mutated, random);
  }
  return mutated;
}

for (
  const { name, parse, samples, seed } of [
    { name: "parseAnyMessage", parse: parseAnyMessage, samples: CONTROL, seed: 1 },
    { name: "parseClientMessage", parse: parseClientMessage, samples: CLIENT, seed: 2 },
    { name: "parseServerMessage", parse: parseServerMessage, samples: SERVER, seed: 3 },
  ]
) {
  Deno.test(`${name} answers ${ROUNDS} altered texts without throwing, and reads again what it made of each`, () => {
    const random = new SeededRandom(seed);
    const plain = Object.getOwnPropertyNames(Object.prototype);
    let taken = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const text = mutate(random.pick(samples), random);
      const message = parse(text);
      if (message === undefined) continue;
      taken++;
      // Compared as text: -0 is a whole number like 0, and both are written "0".
      const written = JSON.stringify(message);
      assert.equal(JSON.stringify(parse(written)), written, text);
    }
    // Where nothing is taken, nothing is tested; where everything is, nothing was altered.
    assert.ok(taken > ROUNDS / 50 && taken < ROUNDS * 0.9, `${taken} taken`);
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), plain);
  });

  Deno.test(`${name} answers anything cut off without throwing`, () => {
    for (const sample of samples) {
      assert.ok(parse(sample), sample);
      for (let length = 0; length < sample.length; length++) {
        assert.equal(parse(sample.slice(0, length)), undefined);
      }
    }
  });
}
