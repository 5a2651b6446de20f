import type { Role } from "../protocol/ids.ts";
import { type Bytes, concatBytes } from "./transcript.ts";

/** The keys one side has after a handshake. None of them can be exported. */
export interface SessionKeys {
  /** AES-256-GCM for what this side says. */
  readonly sealing: CryptoKey;
  /** AES-256-GCM for what the peer says. */
  readonly opening: CryptoKey;
  /** HMAC-SHA-256 for the {@linkcode Binding}. */
  readonly bind: CryptoKey;
  /** SHA-256 over everything both sides said in the handshake. */
  readonly transcriptHash: Bytes;
}

/** What the keys are derived from. */
export interface KeyMaterial {
  readonly role: Role;
  /** The x-coordinate of the ECDH point. */
  readonly sharedPoint: Uint8Array;
  readonly secret: Uint8Array;
  readonly transcriptHash: Bytes;
}

/** The direction in which a role speaks: the label of its key, and a part of what each message authenticates. */
export function directionOf(speaker: Role): "o2g" | "g2o" {
  return speaker === "owner" ? "o2g" : "g2o";
}

/** The other role. */
export function peerOf(role: Role): Role {
  return role === "owner" ? "guest" : "owner";
}

/**
 * Derives one key per purpose with HKDF-SHA-256 (RFC 5869). The input is the ECDH point *and* the
 * link's secret, as in Noise's `psk0` patterns: without the secret the server can't stand in the
 * middle, and a link that leaks later doesn't open what was recorded today. The salt is the
 * transcript, so two sides that saw different handshakes have different keys.
 */
export async function deriveSessionKeys(
  material: KeyMaterial,
): Promise<SessionKeys> {
  const { role, sharedPoint, secret, transcriptHash } = material;
  const base = await crypto.subtle.importKey(
    "raw",
    concatBytes(sharedPoint, secret),
    "HKDF",
    false,
    ["deriveKey"],
  );
  const derive = (
    label: string,
    algorithm: AesKeyGenParams | HmacKeyGenParams,
    usages: KeyUsage[],
  ) =>
    crypto.subtle.deriveKey(
      {
        name: "HKDF",
        hash: "SHA-256",
        salt: transcriptHash,
        info: new TextEncoder().encode(`filefrag 1 ${label}`),
      },
      base,
      algorithm,
      false,
      usages,
    );
  const aes = { name: "AES-GCM", length: 256 };
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  const [sealing, opening, bind] = await Promise.all([
    derive(directionOf(role), aes, ["encrypt"]),
    derive(directionOf(peerOf(role)), aes, ["decrypt"]),
    derive("bind", hmac, ["sign", "verify"]),
  ]);
  return { sealing, opening, bind, transcriptHash };
}
