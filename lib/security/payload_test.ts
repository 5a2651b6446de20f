import assert from "node:assert/strict";
import { MAX_RELAY_PAYLOAD_LENGTH } from "../protocol/limits.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { encodePayload, parsePayload, type Payload } from "./payload.ts";

function samplesOf(random: SeededRandom): Payload[] {
  const commitment = random.bytes(32);
  const share = { publicKey: random.bytes(65), nonce: random.bytes(32) };
  return [
    { kind: "commit", commitment },
    { kind: "share", commitment, share },
    { kind: "reveal", commitment, share },
    {
      kind: "sealed",
      handshakeId: random.bytes(8),
      counter: random.below(2 ** 32),
      ciphertext: random.bytes(16 + random.below(50)),
    },
  ];
}

Deno.test("parsePayload() reads what encodePayload() wrote", () => {
  const random = new SeededRandom(1);
  for (let round = 0; round < 200; round++) {
    for (const payload of samplesOf(random)) {
      assert.deepEqual(parsePayload(encodePayload(payload)), payload);
    }
  }
});

Deno.test("parsePayload() takes no text that encodePayload() would write otherwise", () => {
  const random = new SeededRandom(2);
  const alphabet = 'cgrsAQZaz09-_=+/ {"\n\u{0}я';
  for (let round = 0; round < 20_000; round++) {
    const text = encodePayload(random.pick(samplesOf(random)));
    const at = random.below(text.length);
    const altered = text.slice(0, at) + random.pick([...alphabet]) +
      text.slice(at + random.below(2));
    const parsed = parsePayload(altered);
    if (parsed) assert.equal(encodePayload(parsed), altered);
  }
});

Deno.test("parsePayload() refuses wrong lengths, an unknown letter and what exceeds the relay's bound", () => {
  const key = "A".repeat(43);
  assert.ok(parsePayload("c" + key));
  for (
    const text of [
      "",
      "c",
      "s",
      key,
      "C" + key,
      "x" + key,
      "c" + key + "A",
      "g" + key,
      "r" + key,
      "s" + "A".repeat(36), // no room for a tag
      "s" + "A".repeat(MAX_RELAY_PAYLOAD_LENGTH),
    ]
  ) assert.equal(parsePayload(text), undefined, text.slice(0, 60));
});
