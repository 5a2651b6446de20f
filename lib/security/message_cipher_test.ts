import assert from "node:assert/strict";
import type { Role } from "../protocol/ids.ts";
import { MessageCipher } from "./message_cipher.ts";
import { deriveSessionKeys } from "./session_keys.ts";
import { sampleSessionId } from "./test_support.ts";

async function cipherOf(role: Role, session = 1): Promise<MessageCipher> {
  const keys = await deriveSessionKeys({
    role,
    sharedPoint: new Uint8Array(32).fill(1),
    secret: new Uint8Array(32).fill(2),
    transcriptHash: new Uint8Array(32).fill(3),
  });
  return new MessageCipher({
    role,
    keys,
    sessionId: sampleSessionId(session),
    handshakeId: new Uint8Array(8),
  });
}

const text = (value: string) => new TextEncoder().encode(value);

Deno.test("MessageCipher counts each direction from 0", async () => {
  const [owner, guest] = [await cipherOf("owner"), await cipherOf("guest")];
  for (let counter = 0; counter < 3; counter++) {
    for (const [from, to] of [[owner, guest], [guest, owner]] as const) {
      const sealed = await from.seal(text(`message ${counter}`));
      assert.equal(sealed.counter, counter);
      assert.deepEqual(await to.open(sealed), text(`message ${counter}`));
    }
  }
});

Deno.test("MessageCipher seals equal plaintexts differently by position and by direction", async () => {
  const [owner, guest] = [await cipherOf("owner"), await cipherOf("guest")];
  const sealed = [];
  for (const cipher of [owner, owner, guest, guest]) {
    sealed.push((await cipher.seal(text("same"))).ciphertext.toString());
  }
  assert.equal(new Set(sealed).size, 4);
});

Deno.test("MessageCipher.open() gives an authentic message out of its turn to nobody", async () => {
  const [owner, guest] = [await cipherOf("owner"), await cipherOf("guest")];
  const [zero, one] = [
    await owner.seal(text("0")),
    await owner.seal(text("1")),
  ];
  assert.equal(await guest.open(one), undefined);
  assert.deepEqual(await guest.open(zero), text("0"));
  assert.equal(await guest.open(zero), undefined);
  assert.deepEqual(await guest.open(one), text("1"));
});

Deno.test("MessageCipher.open() throws tampered for each altered byte, another counter, its own message and another session", async () => {
  const [owner, guest] = [await cipherOf("owner"), await cipherOf("guest")];
  const sealed = await owner.seal(text("secret"));
  const tampered = { name: "FailureError", reason: "tampered" };
  for (let index = 0; index < sealed.ciphertext.length; index++) {
    const ciphertext = sealed.ciphertext.slice();
    ciphertext[index] = (ciphertext[index] ?? 0) ^ 1;
    await assert.rejects(guest.open({ ...sealed, ciphertext }), tampered);
  }
  await assert.rejects(guest.open({ ...sealed, counter: 1 }), tampered);
  await assert.rejects(owner.open(sealed), tampered);
  await assert.rejects((await cipherOf("guest", 2)).open(sealed), tampered);
  assert.deepEqual(
    await guest.open(sealed),
    text("secret"),
    "none of them used the position up",
  );
});
