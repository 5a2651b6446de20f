import { FailureError } from "../protocol/failure.ts";
import type { Role, SessionId } from "../protocol/ids.ts";
import { type KeyShare, NONCE_BYTES } from "./payload.ts";
import { deriveSessionKeys, type SessionKeys } from "./session_keys.ts";
import { type Bytes, equalBytes, lengthValue, sha256 } from "./transcript.ts";

/** P-256 and not X25519: every browser with WebRTC has it in WebCrypto. */
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** One side's own half of a handshake, used once. */
export interface Ephemeral {
  readonly privateKey: CryptoKey;
  readonly share: KeyShare;
}

/** What both sides know once the owner has revealed its share. */
export interface Agreement {
  readonly role: Role;
  readonly sessionId: SessionId;
  readonly secret: Uint8Array;
  /** What the owner committed itself to in its first message. */
  readonly commitment: Bytes;
  readonly own: Ephemeral;
  readonly peer: KeyShare;
}

/** Makes a fresh key pair and nonce. */
export async function createEphemeral(): Promise<Ephemeral> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    CURVE,
    false,
    ["deriveBits"],
  );
  return {
    privateKey,
    share: {
      publicKey: new Uint8Array(
        await crypto.subtle.exportKey("raw", publicKey),
      ),
      nonce: crypto.getRandomValues(new Uint8Array(NONCE_BYTES)),
    },
  };
}

/**
 * The owner's promise of its share. It fixes the share before the guest's is known, so nobody can
 * pick one to fit the other; a short code that two people compare could not be steered either.
 */
export function commitmentOf(share: KeyShare): Promise<Bytes> {
  return sha256(
    lengthValue("filefrag 1 commit", share.publicKey, share.nonce),
  );
}

/**
 * Derives the keys of a handshake: ephemeral ECDH mixed with the link's secret, in the shape of
 * Noise `NNpsk0` (Noise Protocol Framework §9) behind a commitment.
 *
 * @throws {FailureError} `tampered` when the owner's share isn't the one it committed itself to,
 * or the peer's key is no point of the curve.
 */
export async function agree(agreement: Agreement): Promise<SessionKeys> {
  const { role, sessionId, secret, commitment, own, peer } = agreement;
  const [ownerShare, guestShare] = role === "owner" ? [own.share, peer] : [peer, own.share];
  if (!equalBytes(await commitmentOf(ownerShare), commitment)) {
    throw new FailureError(
      "tampered",
      "Cannot agree on keys: the owner's share isn't the one it committed to",
    );
  }
  const [sharedPoint, transcriptHash] = await Promise.all([
    multiply(own.privateKey, peer.publicKey),
    sha256(lengthValue(
      "filefrag 1",
      sessionId,
      commitment,
      guestShare.publicKey,
      guestShare.nonce,
      ownerShare.publicKey,
      ownerShare.nonce,
    )),
  ]);
  return deriveSessionKeys({ role, sharedPoint, secret, transcriptHash });
}

async function multiply(
  privateKey: CryptoKey,
  publicKey: Bytes,
): Promise<Uint8Array> {
  try {
    // The import refuses points off the curve, and P-256 has no small subgroups (NIST SP 800-56A §5.6.2.3.3).
    const point = await crypto.subtle.importKey(
      "raw",
      publicKey,
      CURVE,
      false,
      [],
    );
    return new Uint8Array(
      await crypto.subtle.deriveBits(
        { name: "ECDH", public: point },
        privateKey,
        256,
      ),
    );
  } catch (cause) {
    throw new FailureError(
      "tampered",
      "Cannot agree on keys: the peer's key is no point of the curve",
      { cause },
    );
  }
}
