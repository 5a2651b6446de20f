import assert from "node:assert/strict";
import { encodeBase64Url } from "../protocol/base64url.ts";
import type { FailureError } from "../protocol/failure.ts";
import { MAX_SEALED_PLAINTEXT_BYTES } from "../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { commitmentOf, createEphemeral, type Ephemeral } from "./handshake.ts";
import { createLinkSecret } from "./link.ts";
import { MessageCipher } from "./message_cipher.ts";
import { encodePayload, handshakeIdOf, parsePayload, type Payload } from "./payload.ts";
import { MAX_UNREAD_PAYLOADS, MAX_UNSENT_MESSAGES, SealedChannel } from "./sealed_channel.ts";
import {
  createEnd,
  createPair,
  type End,
  type HandshakeRelay,
  reasonsOf,
  sampleSessionId,
  settleHandshake,
} from "./test_support.ts";
import { deriveSessionKeys } from "./session_keys.ts";
import { type Bytes, lengthValue, sha256 } from "./transcript.ts";

const FINGERPRINT_A = new Uint8Array(32).fill(0xa);
const FINGERPRINT_B = new Uint8Array(32).fill(0xb);

function bytesOf(payload: string): Uint8Array {
  const binary = atob(
    payload.slice(1).replaceAll("-", "+").replaceAll("_", "/"),
  );
  return Uint8Array.from(binary, (unit) => unit.charCodeAt(0));
}

function withBytes(
  payload: string,
  change: (bytes: Uint8Array) => void,
): string {
  const bytes = bytesOf(payload);
  change(bytes);
  return payload[0] + encodeBase64Url(bytes);
}

/** A relay that records, and lets `change` replace the payload of one position in the conversation. */
function recordingRelay(
  change?: { readonly at: number; readonly apply: (payload: string) => string },
): {
  readonly relay: HandshakeRelay;
  readonly log: { from: string; payload: string }[];
} {
  const log: { from: string; payload: string }[] = [];
  return {
    log,
    relay: (from, payload) => {
      const position = log.push({ from, payload }) - 1;
      return [change?.at === position ? change.apply(payload) : payload];
    },
  };
}

/** An owner whose every step the test decides. */
class ScriptedOwner {
  readonly secret = createLinkSecret();
  readonly sessionId = sampleSessionId(1);
  readonly guest: End;
  readonly heard: Payload[] = [];

  constructor() {
    this.guest = createEnd({
      role: "guest",
      sessionId: this.sessionId,
      secret: this.secret,
      send: (payload) => {
        const parsed = parsePayload(payload);
        if (parsed) this.heard.push(parsed);
      },
    });
  }

  async tell(...payloads: Payload[]): Promise<void> {
    for (const payload of payloads) {
      this.guest.channel.receive(encodePayload(payload));
    }
    await settleHandshake();
  }

  /** Runs the handshake up to the guest's share; checks nothing, so that it may lie. */
  async commit(own: Ephemeral, commitment: Bytes): Promise<MessageCipher> {
    await this.tell({ kind: "commit", commitment });
    const answer = this.heard.at(-1);
    assert.equal(answer?.kind, "share");
    const { sessionId, secret } = this;
    const { publicKey, nonce } = answer.share;
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const sharedPoint = await crypto.subtle.deriveBits(
      {
        name: "ECDH",
        public: await crypto.subtle.importKey("raw", publicKey, curve, false, []),
      },
      own.privateKey,
      256,
    );
    const transcriptHash = await sha256(lengthValue(
      "filefrag 1",
      sessionId,
      commitment,
      publicKey,
      nonce,
      own.share.publicKey,
      own.share.nonce,
    ));
    const role = "owner";
    const keys = await deriveSessionKeys({
      role,
      sharedPoint: new Uint8Array(sharedPoint),
      secret,
      transcriptHash,
    });
    const handshakeId = handshakeIdOf(commitment);
    return new MessageCipher({ role, sessionId, keys, handshakeId });
  }
}

function jsonBytes(value: unknown): Bytes {
  return new TextEncoder().encode(JSON.stringify(value));
}

Deno.test("SealedChannel opens on both sides and delivers in order, also what was sent before the keys existed", async () => {
  const { owner, guest } = createPair();
  for (let index = 0; index < 50; index++) {
    owner.channel.send({ from: "owner", index });
    guest.channel.send({ from: "guest", index });
  }
  owner.channel.start();
  await settleHandshake();
  for (let index = 50; index < 90; index++) {
    owner.channel.send({ from: "owner", index });
    guest.channel.send({ from: "guest", index });
  }
  await settleHandshake();
  const listFrom = (from: string) => Array.from({ length: 90 }, (_, index) => ({ from, index }));
  assert.deepEqual(guest.received, listFrom("owner"));
  assert.deepEqual(owner.received, listFrom("guest"));
  assert.deepEqual([owner.failures, guest.failures], [[], []]);
  assert.deepEqual([owner.bindings.length, guest.bindings.length], [1, 1]);
});

Deno.test("SealedChannel sends nothing but three handshake payloads and ciphertext, and hides the plaintext", async () => {
  const { relay, log } = recordingRelay();
  const { owner } = createPair({ relay });
  owner.channel.send({ candidate: "192.0.2.2" });
  owner.channel.start();
  await settleHandshake();
  const lettersFrom = (role: string) =>
    log.filter(({ from }) => from === role).map(({ payload }) => payload[0]);
  assert.deepEqual(lettersFrom("owner"), ["c", "r", "s", "s"]);
  assert.deepEqual(lettersFrom("guest"), ["g", "s"]);
  for (const { payload } of log) {
    assert.doesNotMatch(
      atob(
        encodeBase64Url(bytesOf(payload)).replaceAll("-", "+").replaceAll(
          "_",
          "/",
        ),
      ),
      /candidate|192/,
    );
  }
});

Deno.test("SealedChannel bindings verify for the same two certificates and for nothing else", async () => {
  const { owner, guest } = createPair();
  owner.channel.start();
  await settleHandshake();
  const [ofOwner] = owner.bindings;
  const [ofGuest] = guest.bindings;
  assert.ok(ofOwner && ofGuest);
  const tag = await ofOwner.tag(FINGERPRINT_A, FINGERPRINT_B);
  assert.equal(await ofGuest.verify(tag, FINGERPRINT_B, FINGERPRINT_A), true);
  assert.equal(
    await ofGuest.verify(tag, FINGERPRINT_A, FINGERPRINT_B),
    false,
    "swapped fingerprints",
  );
  assert.equal(
    await ofGuest.verify(tag, FINGERPRINT_B, new Uint8Array(32)),
    false,
    "another certificate",
  );
  assert.equal(
    await ofOwner.verify(tag, FINGERPRINT_A, FINGERPRINT_B),
    false,
    "reflected",
  );
  assert.equal(
    await ofOwner.verify(tag, FINGERPRINT_B, FINGERPRINT_A),
    false,
    "reflected and swapped",
  );
  assert.equal(await ofGuest.verify("", FINGERPRINT_B, FINGERPRINT_A), false);
  assert.equal(
    await ofGuest.verify(tag + "A", FINGERPRINT_B, FINGERPRINT_A),
    false,
  );
  for (let index = 0; index < tag.length; index++) {
    const other = tag[index] === "A" ? "B" : "A";
    const altered = tag.slice(0, index) + other + tag.slice(index + 1);
    assert.equal(
      await ofGuest.verify(altered, FINGERPRINT_B, FINGERPRINT_A),
      false,
    );
  }
  owner.channel.start();
  await settleHandshake();
  assert.equal(
    await guest.bindings[1]?.verify(tag, FINGERPRINT_B, FINGERPRINT_A),
    false,
    "of an older handshake",
  );
});

Deno.test("SealedChannel refuses every flipped byte of every handshake payload and confirmation", async () => {
  const plain = recordingRelay();
  createPair({ relay: plain.relay }).owner.channel.start();
  await settleHandshake();
  assert.equal(plain.log.length, 5);
  for (let at = 0; at < plain.log.length; at++) {
    const { payload } = plain.log[at] ?? assert.fail();
    for (let index = 0; index < bytesOf(payload).length; index++) {
      const altered = recordingRelay({
        at,
        apply: (text) =>
          withBytes(text, (bytes) => {
            bytes[index] = (bytes[index] ?? 0) ^ (1 << (index % 8));
          }),
      });
      const { owner, guest } = createPair({
        relay: altered.relay,
      });
      owner.channel.start();
      await settleHandshake();
      const where = `payload ${at}, byte ${index}`;
      // The two confirmations cross, so which comes first differs from run to run.
      const reader = altered.log[at]?.from === "owner" ? guest : owner;
      assert.equal(reader.bindings.length, 0, where);
      if (payload[0] !== "s") {
        assert.equal(owner.bindings.length + guest.bindings.length, 0, where);
      }
      for (const reason of [...reasonsOf(owner), ...reasonsOf(guest)]) {
        assert.equal(reason, "tampered", where);
      }
      // Whoever was told the right handshake and a wrong share says so.
      if (index >= 32 && payload[0] !== "s") {
        assert.ok(owner.failures.length + guest.failures.length > 0, where);
      }
      if (payload[0] === "s" && index >= 8) {
        assert.deepEqual(reasonsOf(reader), ["tampered"], where);
      }
    }
  }
});

Deno.test("SealedChannel refuses every altered, added or missing character of a payload", async () => {
  const plain = recordingRelay();
  createPair({ relay: plain.relay }).owner.channel.start();
  await settleHandshake();
  for (let at = 0; at < plain.log.length; at++) {
    const { payload } = plain.log[at] ?? assert.fail();
    for (let index = 0; index < payload.length; index += index < 3 ? 1 : 7) {
      const changes: ((text: string) => string)[] = [
        (text) => text.slice(0, index) + "=" + text.slice(index + 1),
        (text) => text.slice(0, index) + text.slice(index + 1),
        (text) => text.slice(0, index) + "A" + text.slice(index),
        (text) =>
          text.slice(0, index) +
          String.fromCharCode(text.charCodeAt(index) ^ 1) +
          text.slice(index + 1),
      ];
      for (const apply of changes) {
        const altered = recordingRelay({ at, apply });
        const { owner, guest } = createPair({ relay: altered.relay });
        owner.channel.start();
        await settleHandshake();
        const reader = altered.log[at]?.from === "owner" ? guest : owner;
        assert.equal(reader.bindings.length, 0, `${at} ${index}`);
        for (const reason of [...reasonsOf(owner), ...reasonsOf(guest)]) {
          assert.ok(["tampered", "protocol-error"].includes(reason), reason);
        }
      }
    }
  }
});

Deno.test("SealedChannel fails on both sides as tampered when the secrets differ", async () => {
  const { owner, guest } = createPair({ guestSecret: createLinkSecret() });
  owner.channel.send({ secret: 1 });
  guest.channel.send({ secret: 2 });
  owner.channel.start();
  await settleHandshake();
  assert.deepEqual([reasonsOf(owner), reasonsOf(guest)], [["tampered"], [
    "tampered",
  ]]);
  assert.deepEqual([...owner.received, ...guest.received], []);
  assert.equal(owner.bindings.length + guest.bindings.length, 0);
});

Deno.test("SealedChannel fails on both sides as tampered when the sessions differ", async () => {
  const { owner, guest } = createPair({ guestSession: sampleSessionId(2) });
  owner.channel.start();
  await settleHandshake();
  assert.deepEqual([reasonsOf(owner), reasonsOf(guest)], [["tampered"], [
    "tampered",
  ]]);
});

Deno.test("SealedChannel refuses a server in the middle that ran both handshakes itself", async () => {
  // The server plays the guest to the owner and the owner to the guest, with a secret of its own.
  const owner = createEnd({
    role: "owner",
    sessionId: sampleSessionId(1),
    secret: createLinkSecret(),
    send: (payload) => falseGuest.channel.receive(payload),
  });
  const falseGuest = createEnd({
    role: "guest",
    sessionId: sampleSessionId(1),
    secret: createLinkSecret(),
    send: (payload) => owner.channel.receive(payload),
  });
  owner.channel.send({ offer: "private" });
  owner.channel.start();
  await settleHandshake();
  assert.deepEqual(reasonsOf(owner), ["tampered"]);
  assert.deepEqual(falseGuest.received, []);
});

Deno.test("SealedChannel guest refuses a reveal that isn't what the owner committed to", async () => {
  const script = new ScriptedOwner();
  const [promised, revealed] = [
    await createEphemeral(),
    await createEphemeral(),
  ];
  const commitment = await commitmentOf(promised.share);
  const cipher = await script.commit(revealed, commitment);
  await script.tell({ kind: "reveal", commitment, share: revealed.share });
  await script.tell(
    await cipher.seal(jsonBytes({ v: PROTOCOL_VERSION, role: "owner" })),
  );
  assert.deepEqual(reasonsOf(script.guest), ["tampered"]);
  assert.equal(script.guest.bindings.length, 0);
});

Deno.test("SealedChannel refuses keys that are no point of the curve, from either side", async () => {
  const own = await createEphemeral();
  for (
    const spoil of [
      (bytes: Bytes) => bytes.fill(0),
      (bytes: Bytes) => bytes.fill(1, 1),
      (bytes: Bytes) => bytes.fill(0xff, 1),
    ]
  ) {
    const publicKey = own.share.publicKey.slice();
    spoil(publicKey);
    const share = { publicKey, nonce: own.share.nonce };
    const commitment = await commitmentOf(share);
    const script = new ScriptedOwner();
    await script.tell(
      { kind: "commit", commitment },
      { kind: "reveal", commitment, share },
    );
    assert.deepEqual(reasonsOf(script.guest), ["tampered"]);

    const { owner } = createPair({
      relay: (_from, payload) => {
        const parsed = parsePayload(payload);
        return parsed?.kind === "share" ? [encodePayload({ ...parsed, share })] : [payload];
      },
    });
    owner.channel.start();
    await settleHandshake();
    assert.deepEqual(reasonsOf(owner), ["tampered"]);
    assert.equal(owner.bindings.length, 0);
  }
});

Deno.test("SealedChannel treats its own payload sent back as tampered", async () => {
  for (const letter of ["c", "g", "r"]) {
    const { owner, guest } = createPair({
      relay: (from, payload) => {
        if (payload[0] !== letter) return [payload];
        (from === "owner" ? owner : guest).channel.receive(payload);
        return [];
      },
    });
    owner.channel.start();
    await settleHandshake();
    assert.deepEqual(
      [...reasonsOf(owner), ...reasonsOf(guest)],
      ["tampered"],
      letter,
    );
  }
  // A sealed message sent back carries the right handshake and counter, but the other direction.
  const { relay, log } = recordingRelay();
  const { owner } = createPair({ relay });
  owner.channel.start();
  await settleHandshake();
  const own = log.find(({ from, payload }) => from === "owner" && payload[0] === "s");
  owner.channel.receive(own?.payload ?? "");
  await settleHandshake();
  assert.deepEqual(reasonsOf(owner), ["tampered"]);
  assert.deepEqual(owner.received, []);
});

Deno.test("SealedChannel gives out nothing twice, nothing out of order and nothing behind a loss", async () => {
  const held: string[] = [];
  let holding = false;
  const { owner, guest } = createPair({
    relay: (from, payload) => {
      if (!holding || from !== "owner") return [payload];
      held.push(payload);
      return [];
    },
  });
  owner.channel.start();
  await settleHandshake();
  holding = true;
  for (let index = 0; index < 4; index++) owner.channel.send({ index });
  await settleHandshake();
  const [zero = "", one = "", two = "", three = ""] = held;
  for (const payload of [zero, zero, two, one, one, zero, three]) {
    guest.channel.receive(payload);
  }
  await settleHandshake();
  // 2 came before its turn and is gone; 3 would leave a gap.
  assert.deepEqual(guest.received, [{ index: 0 }, { index: 1 }]);
  assert.deepEqual(guest.failures, []);
  holding = false;
  owner.channel.send({ index: 4 });
  await settleHandshake();
  assert.equal(guest.received.length, 2);
  owner.channel.start();
  owner.channel.send({ index: 5 });
  await settleHandshake();
  assert.deepEqual(guest.received.slice(2), [{ index: 5 }]);
  assert.equal(guest.bindings.length, 2);
});

Deno.test("SealedChannel tells a forged counter and a message of another handshake from lost ones", async () => {
  const first = recordingRelay();
  const secret = createLinkSecret();
  const earlier = createPair({ relay: first.relay, ownerSecret: secret });
  earlier.owner.channel.start();
  await settleHandshake();
  const old =
    first.log.find(({ from, payload }) => from === "owner" && payload[0] === "s")?.payload ?? "";

  const { relay, log } = recordingRelay();
  const { owner, guest } = createPair({ relay, ownerSecret: secret });
  owner.channel.start();
  await settleHandshake();
  guest.channel.receive(old); // of an older session under the same link: not ours
  await settleHandshake();
  assert.deepEqual([guest.failures, guest.received], [[], []]);

  const current = log.find(({ from, payload }) => from === "owner" && payload[0] === "s")
    ?.payload ?? "";
  guest.channel.receive(
    withBytes(old, (bytes) => bytes.set(bytesOf(current).subarray(0, 8))),
  );
  await settleHandshake();
  assert.deepEqual(
    reasonsOf(guest),
    ["tampered"],
    "under the current handshake's name",
  );

  const sealed = bytesOf(current);
  sealed[11] = 9;
  owner.channel.receive("s" + encodeBase64Url(sealed));
  await settleHandshake();
  assert.deepEqual(reasonsOf(owner), ["tampered"], "with another counter");
});

Deno.test("SealedChannel recovers from start() at any point of a handshake, with and without loss", async () => {
  for (const loses of [false, true]) {
    for (let restartAt = 0; restartAt <= 6; restartAt++) {
      let sent = 0;
      let lost = 0;
      const { owner, guest } = createPair({
        relay: (_from, payload) => {
          if (sent++ === restartAt) {
            owner.channel.start();
            if (loses) lost = 3;
          }
          // The new commit is sent after the reconnect; what was under way before may be lost.
          if (lost > 0 && payload[0] !== "c") {
            lost--;
            return [];
          }
          return [payload];
        },
      });
      owner.channel.start();
      await settleHandshake();
      if (restartAt >= sent) owner.channel.start();
      await settleHandshake();
      if (loses) {
        lost = 0;
        owner.channel.start();
      }
      await settleHandshake();
      owner.channel.send({ to: "guest" });
      guest.channel.send({ to: "owner" });
      await settleHandshake();
      const where = `restart at ${restartAt}, loses: ${loses}`;
      assert.deepEqual([owner.failures, guest.failures], [[], []], where);
      assert.deepEqual(guest.received, [{ to: "guest" }], where);
      assert.deepEqual(owner.received, [{ to: "owner" }], where);
    }
  }
});

Deno.test("SealedChannel lets an owner and a guest be replaced by a reloaded page", async () => {
  const secret = createLinkSecret();
  const sessionId = sampleSessionId(1);
  const owners: End[] = [];
  const guests: End[] = [];
  const addOwner = () =>
    owners.push(
      createEnd({
        role: "owner",
        sessionId,
        secret,
        send: (payload) => guests.at(-1)?.channel.receive(payload),
      }),
    );
  const addGuest = () =>
    guests.push(
      createEnd({
        role: "guest",
        sessionId,
        secret,
        send: (payload) => owners.at(-1)?.channel.receive(payload),
      }),
    );
  addOwner();
  addGuest();
  owners[0]?.channel.start();
  await settleHandshake();
  addGuest();
  owners[0]?.channel.send({ sealed: "under the old keys" });
  await settleHandshake();
  assert.deepEqual([guests[1]?.received, guests[1]?.failures], [[], []]);
  owners[0]?.channel.start();
  await settleHandshake();
  assert.equal(guests[1]?.bindings.length, 1);
  addOwner();
  guests[1]?.channel.send({ sealed: "under the old keys" });
  await settleHandshake();
  assert.deepEqual([owners[1]?.received, owners[1]?.failures], [[], []]);
  owners[1]?.channel.start();
  guests[1]?.channel.send({ hello: "again" });
  await settleHandshake();
  assert.equal(owners[1]?.bindings.length, 1);
  assert.equal(guests[1]?.bindings.length, 2);
});

Deno.test("SealedChannel keeps a guest's messages for the next handshake after its start()", async () => {
  const { owner, guest } = createPair();
  owner.channel.start();
  await settleHandshake();
  guest.channel.start();
  guest.channel.send({ queued: true });
  await settleHandshake();
  assert.deepEqual(owner.received, []);
  owner.channel.start();
  await settleHandshake();
  assert.deepEqual(owner.received, [{ queued: true }]);
});

Deno.test("SealedChannel delivers an ordered part of what was said over a relay that loses and repeats", async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = new SeededRandom(seed);
    const { owner, guest } = createPair({
      relay: (_from, payload) => {
        const fate = random.below(10);
        return fate === 0 ? [] : fate === 1 ? [payload, payload] : [payload];
      },
    });
    let said = 0;
    for (let step = 0; step < 30; step++) {
      if (random.below(6) === 0) owner.channel.start();
      else (random.below(2) ? owner : guest).channel.send({ said: said++ });
      if (random.below(3) === 0) await settleHandshake();
    }
    await settleHandshake();
    assert.deepEqual(
      [owner.failures, guest.failures],
      [[], []],
      `seed ${seed}`,
    );
    for (const { received } of [owner, guest]) {
      const numbers = received.map((message) => Number(message.said));
      assert.ok(
        numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)),
        `seed ${seed}: ${numbers}`,
      );
    }
  }
});

Deno.test("SealedChannel survives any text as a payload", async () => {
  const random = new SeededRandom(7);
  const { relay, log } = recordingRelay();
  createPair({ relay }).owner.channel.start();
  await settleHandshake();
  for (let round = 0; round < 300; round++) {
    const { owner, guest } = createPair();
    owner.channel.start();
    const reader = random.below(2) ? owner : guest;
    if (random.below(2)) await settleHandshake();
    const opened = reader.bindings.length;
    const real = log[random.below(log.length)]?.payload ?? "";
    const texts = [
      real.slice(0, random.below(real.length)),
      real + real,
      String.fromCharCode(random.below(0x10000)).repeat(random.below(50)),
      "s" +
      encodeBase64Url(random.bytes(random.below(200))),
      "s".repeat(random.below(60_000)),
      '{"__proto__":1}',
    ];
    reader.channel.receive(random.pick(texts));
    await settleHandshake();
    assert.deepEqual(reader.received, []);
    assert.ok(reader.bindings.length >= opened);
    for (const reason of reasonsOf(reader)) {
      assert.ok(["tampered", "protocol-error"].includes(reason));
    }
  }
});

Deno.test("SealedChannel tells a peer of another version, and refuses a confirmation that is wrong otherwise", async () => {
  const cases: readonly [unknown, string][] = [
    [{ v: PROTOCOL_VERSION + 1, role: "owner" }, "version-mismatch"],
    [{ v: String(PROTOCOL_VERSION), role: "owner" }, "version-mismatch"],
    [{ role: "owner" }, "version-mismatch"],
    [{ v: PROTOCOL_VERSION, role: "guest" }, "protocol-error"],
    [{ v: PROTOCOL_VERSION }, "protocol-error"],
    [[PROTOCOL_VERSION, "owner"], "protocol-error"],
    ["hello", "protocol-error"],
  ];
  for (const [confirmation, reason] of cases) {
    const script = new ScriptedOwner();
    const own = await createEphemeral();
    const commitment = await commitmentOf(own.share);
    const cipher = await script.commit(own, commitment);
    await script.tell(
      { kind: "reveal", commitment, share: own.share },
      await cipher.seal(jsonBytes(confirmation)),
      await cipher.seal(jsonBytes({ after: true })),
    );
    assert.deepEqual(reasonsOf(script.guest), [reason]);
    assert.deepEqual(script.guest.received, []);
    assert.equal(script.guest.bindings.length, 0);
  }
});

Deno.test("SealedChannel refuses a message that is no JSON object", async () => {
  for (const text of ["", "[]", "null", "1", "{", "\u{FEFF}x"]) {
    const script = new ScriptedOwner();
    const own = await createEphemeral();
    const commitment = await commitmentOf(own.share);
    const cipher = await script.commit(own, commitment);
    await script.tell(
      { kind: "reveal", commitment, share: own.share },
      await cipher.seal(jsonBytes({ v: PROTOCOL_VERSION, role: "owner" })),
      await cipher.seal(new TextEncoder().encode(text)),
    );
    assert.equal(script.guest.bindings.length, 1);
    assert.deepEqual(reasonsOf(script.guest), ["protocol-error"]);
    assert.deepEqual(script.guest.received, []);
  }
});

Deno.test("SealedChannel bounds what waits for the keys", async () => {
  const { owner } = createPair();
  for (let index = 0; index < MAX_UNSENT_MESSAGES; index++) {
    owner.channel.send({ index });
  }
  await settleHandshake();
  assert.deepEqual(owner.failures, []);
  for (let index = MAX_UNSENT_MESSAGES; index < 200; index++) {
    owner.channel.send({ index });
  }
  await settleHandshake();
  assert.deepEqual(reasonsOf(owner), ["protocol-error"]);
});

Deno.test("SealedChannel bounds what waits to be read", async () => {
  const { guest } = createPair();
  for (let index = 0; index < 2 * MAX_UNREAD_PAYLOADS; index++) {
    guest.channel.receive("c" + "A".repeat(43));
  }
  await settleHandshake();
  assert.deepEqual(reasonsOf(guest), ["protocol-error"]);
});

Deno.test("SealedChannel.send() takes a message of the largest size and throws RangeError above it", async () => {
  const { owner, guest } = createPair();
  owner.channel.start();
  const text = "x".repeat(MAX_SEALED_PLAINTEXT_BYTES - '{"text":""}'.length);
  owner.channel.send({ text });
  assert.throws(() => owner.channel.send({ text: text + "x" }), RangeError);
  assert.throws(
    () => owner.channel.send({ text: "я".repeat(9000) }),
    RangeError,
  );
  await settleHandshake();
  assert.deepEqual(guest.received, [{ text }]);
  assert.deepEqual(owner.failures, []);
});

Deno.test("SealedChannel.close() is idempotent, ends everything at any moment and tells nobody", async () => {
  for (let closeAt = 0; closeAt <= 6; closeAt++) {
    let sent = 0;
    const { owner, guest } = createPair({
      relay: (_from, payload) => {
        if (sent++ === closeAt) {
          guest.channel.close();
          guest.channel.close();
        }
        return [payload];
      },
    });
    owner.channel.send({ index: 0 });
    owner.channel.start();
    await settleHandshake();
    guest.channel.close();
    const { received, bindings } = guest;
    const before = [received.length, bindings.length];
    guest.channel.start();
    guest.channel.send({ late: "x".repeat(20_000) });
    guest.channel.receive("garbage");
    owner.channel.send({ index: 1 });
    owner.channel.start();
    await settleHandshake();
    assert.deepEqual([received.length, bindings.length], before);
    assert.deepEqual([owner.failures, guest.failures], [[], []]);
  }
});

Deno.test("SealedChannel.close() while a message is being opened keeps it back", async () => {
  for (let turns = 0; turns < 12; turns++) {
    const { owner, guest } = createPair();
    owner.channel.start();
    await settleHandshake();
    let atClose: number | undefined;
    const { receive } = guest.channel;
    guest.channel.receive = (payload) => {
      receive.call(guest.channel, payload);
      // Closes after so many microtasks: before, during and after WebCrypto's work.
      let left = turns;
      const step = () => {
        if (left-- > 0) return queueMicrotask(step);
        guest.channel.close();
        atClose = guest.received.length;
      };
      step();
    };
    owner.channel.send({ late: true });
    await settleHandshake();
    assert.equal(guest.received.length, atClose, `after ${turns} microtasks`);
  }
});

Deno.test("SealedChannel reports one failure and delivers nothing behind it", async () => {
  const { owner, guest } = createPair();
  owner.channel.start();
  await settleHandshake();
  guest.channel.receive("garbage");
  owner.channel.send({ late: true });
  guest.channel.receive("garbage");
  await settleHandshake();
  assert.deepEqual(reasonsOf(guest), ["protocol-error"]);
  assert.deepEqual(guest.received, []);
});

Deno.test("SealedChannel turns what a callback throws into an internal failure, not into a lost rejection", async () => {
  const failures: FailureError[] = [];
  const secret = createLinkSecret();
  const sessionId = sampleSessionId(1);
  const defect = new Error("Defect of the page");
  const guest = new SealedChannel({
    role: "guest",
    sessionId,
    secret,
    send: (payload) => owner.channel.receive(payload),
    onOpen: () => {},
    onMessage: () => {
      throw defect;
    },
    onFailure: (error) => failures.push(error),
  });
  const owner = createEnd({
    role: "owner",
    sessionId,
    secret,
    send: (payload) => guest.receive(payload),
  });
  owner.channel.start();
  owner.channel.send({ index: 0 });
  owner.channel.send({ index: 1 });
  await settleHandshake();
  assert.deepEqual(failures.map(({ reason, cause }) => [reason, cause]), [[
    "internal",
    defect,
  ]]);
});
