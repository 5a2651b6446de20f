import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createCipheriv, createECDH, createHash, createHmac, hkdfSync } from "node:crypto";
import type { Role } from "../protocol/ids.ts";
import { createBinding } from "./binding.ts";
import { agree, commitmentOf, createEphemeral, type Ephemeral } from "./handshake.ts";
import { MessageCipher } from "./message_cipher.ts";
import { handshakeIdOf } from "./payload.ts";
import { sampleSessionId } from "./test_support.ts";

/** The vector's inputs: both private keys, nonces and the secret are one byte repeated. */
const SESSION = sampleSessionId(1);
const SECRET = new Uint8Array(32).fill(0x55);
const OWNER = { scalar: Buffer.alloc(32, 0x11), nonce: Buffer.alloc(32, 0x33) };
const GUEST = { scalar: Buffer.alloc(32, 0x22), nonce: Buffer.alloc(32, 0x44) };
const PLAINTEXT = Buffer.from('{"v":1,"role":"owner"}');
const OWNER_FINGERPRINT = Buffer.alloc(32, 0xaa);
const GUEST_FINGERPRINT = Buffer.alloc(32, 0xbb);

/** The vector's outputs: a change of the construction shows here, and needs a new protocol version. */
const EXPECTED = {
  commitment: "6a07caaea72885d00881b0a2eacf9fad9dca951dc7e87b4ea9efd912f654a62a",
  transcriptHash: "7c4c92a7df8af68e5b102cf5a412796251d4f7860e8d1460233e93e220ded625",
  sealedByOwner: "365037c4e7f9491915162404b6002bf6d9cf5d119b89a0a2d89dc82967e20afe48899ee4d71c",
  sealedByGuest: "11610890ad0ca946ca76c3b9fc23de91743108d79b649dbee5006e5c601155601b43d882068b",
  ownerTag: "Oww5RNIay3t99a5wWCXjEskIlfoKwIIysDsRT-aNODM",
  guestTag: "tmy4-BxDakAQYf3I59ZxpphQtg5QNsTx7SKU5RRlsoc",
};

function ecdhOf({ scalar }: { readonly scalar: Buffer }) {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(scalar);
  return ecdh;
}

async function ephemeralOf(
  party: { readonly scalar: Buffer; readonly nonce: Buffer },
): Promise<Ephemeral> {
  const publicKey = new Uint8Array(ecdhOf(party).getPublicKey());
  const privateKey = await crypto.subtle.importKey(
    "jwk",
    {
      kty: "EC",
      crv: "P-256",
      x: Buffer.from(publicKey.slice(1, 33)).toString("base64url"),
      y: Buffer.from(publicKey.slice(33)).toString("base64url"),
      d: party.scalar.toString("base64url"),
    },
    { name: "ECDH", namedCurve: "P-256" },
    false,
    ["deriveBits"],
  );
  return {
    privateKey,
    share: { publicKey, nonce: new Uint8Array(party.nonce) },
  };
}

/** The same construction once more, straight from its description and over another library. */
function deriveAgain(): typeof EXPECTED {
  const lv = (...parts: (string | Uint8Array)[]) =>
    Buffer.concat(parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.from(part).length);
      return [length, Buffer.from(part)];
    }));
  const sha = (data: Uint8Array) => createHash("sha256").update(data).digest();
  const pkO = ecdhOf(OWNER).getPublicKey();
  const pkG = ecdhOf(GUEST).getPublicKey();
  const commitment = sha(lv("filefrag 1 commit", pkO, OWNER.nonce));
  const th = sha(
    lv("filefrag 1", SESSION, commitment, pkG, GUEST.nonce, pkO, OWNER.nonce),
  );
  const ikm = Buffer.concat([ecdhOf(OWNER).computeSecret(pkG), SECRET]);
  const key = (label: string) =>
    Buffer.from(hkdfSync("sha256", ikm, th, "filefrag 1 " + label, 32));
  const counter = Buffer.from([0, 0, 0, 1]);
  const seal = (direction: string) => {
    const nonce = Buffer.concat([Buffer.alloc(8), counter]);
    const cipher = createCipheriv("aes-256-gcm", key(direction), nonce);
    cipher.setAAD(lv("filefrag 1 msg", SESSION, direction, counter));
    return Buffer.concat([
      cipher.update(PLAINTEXT),
      cipher.final(),
      cipher.getAuthTag(),
    ]).toString("hex");
  };
  const tag = (role: string) =>
    createHmac("sha256", key("bind"))
      .update(
        lv("filefrag 1 bind", role, th, OWNER_FINGERPRINT, GUEST_FINGERPRINT),
      )
      .digest("base64url");
  return {
    commitment: commitment.toString("hex"),
    transcriptHash: th.toString("hex"),
    sealedByOwner: seal("o2g"),
    sealedByGuest: seal("g2o"),
    ownerTag: tag("owner"),
    guestTag: tag("guest"),
  };
}

async function deriveWithOurs(): Promise<typeof EXPECTED> {
  const [owner, guest] = [await ephemeralOf(OWNER), await ephemeralOf(GUEST)];
  const commitment = await commitmentOf(owner.share);
  const sideOf = async (role: Role) => {
    const [own, peer] = role === "owner" ? [owner, guest.share] : [guest, owner.share];
    const keys = await agree({
      role,
      sessionId: SESSION,
      secret: SECRET,
      commitment,
      own,
      peer,
    });
    const handshakeId = handshakeIdOf(commitment);
    const cipher = new MessageCipher({
      role,
      sessionId: SESSION,
      keys,
      handshakeId,
    });
    await cipher.seal(new Uint8Array(PLAINTEXT)); // The vector is of counter 1.
    const sealed = await cipher.seal(new Uint8Array(PLAINTEXT));
    const [local, remote] = role === "owner"
      ? [OWNER_FINGERPRINT, GUEST_FINGERPRINT]
      : [GUEST_FINGERPRINT, OWNER_FINGERPRINT];
    return {
      th: Buffer.from(keys.transcriptHash).toString("hex"),
      sealed: Buffer.from(sealed.ciphertext).toString("hex"),
      tag: await createBinding(role, keys).tag(local, remote),
    };
  };
  const [ofOwner, ofGuest] = [await sideOf("owner"), await sideOf("guest")];
  assert.equal(ofOwner.th, ofGuest.th);
  return {
    commitment: Buffer.from(commitment).toString("hex"),
    transcriptHash: ofOwner.th,
    sealedByOwner: ofOwner.sealed,
    sealedByGuest: ofGuest.sealed,
    ownerTag: ofOwner.tag,
    guestTag: ofGuest.tag,
  };
}

Deno.test("the handshake gives the known answers, here and derived a second time", async () => {
  assert.deepEqual(deriveAgain(), EXPECTED);
  assert.deepEqual(await deriveWithOurs(), EXPECTED);
});

Deno.test("agree() gives keys that can't be exported, each for its own use", async () => {
  const [owner, guest] = [await createEphemeral(), await createEphemeral()];
  const keys = await agree({
    role: "owner",
    sessionId: SESSION,
    secret: SECRET,
    commitment: await commitmentOf(owner.share),
    own: owner,
    peer: guest.share,
  });
  const { sealing, opening, bind } = keys;
  for (const key of [sealing, opening, bind, owner.privateKey]) {
    assert.equal(key.extractable, false);
  }
  assert.deepEqual([...sealing.usages], ["encrypt"]);
  assert.deepEqual([...opening.usages], ["decrypt"]);
});

Deno.test("agree() throws tampered for a share that wasn't committed to and for a point off the curve", async () => {
  const [owner, guest] = [await createEphemeral(), await createEphemeral()];
  const tampered = { name: "FailureError", reason: "tampered" };
  const options = {
    role: "guest",
    sessionId: SESSION,
    secret: SECRET,
    own: guest,
  } as const;
  await assert.rejects(
    agree({
      ...options,
      commitment: await commitmentOf(guest.share),
      peer: owner.share,
    }),
    tampered,
  );
  const publicKey = owner.share.publicKey.slice();
  publicKey[64] = (publicKey[64] ?? 0) ^ 1;
  const share = { publicKey, nonce: owner.share.nonce };
  await assert.rejects(
    agree({ ...options, commitment: await commitmentOf(share), peer: share }),
    tampered,
  );
});
