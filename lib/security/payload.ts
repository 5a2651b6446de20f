import { decodeBase64Url, encodeBase64Url } from "../protocol/base64url.ts";
import { MAX_RELAY_PAYLOAD_LENGTH } from "../protocol/limits.ts";
import { type Bytes, concatBytes, uint32 } from "./transcript.ts";

/** Bytes of a commitment: one SHA-256. */
const COMMITMENT_BYTES = 32;
/** Bytes of an uncompressed P-256 point (SEC 1 §2.3.3). */
const PUBLIC_KEY_BYTES = 65;
/** Bytes of the random part of a key share. */
export const NONCE_BYTES = 32;

/** Bytes of the commitment that name the handshake in a sealed message: enough to tell handshakes apart. */
const HANDSHAKE_ID_BYTES = 8;
/** Where the ciphertext begins: behind the handshake's name and the counter. */
const CIPHERTEXT_OFFSET = HANDSHAKE_ID_BYTES + 4;
/** The tag of AES-GCM; a ciphertext can't be shorter. */
const TAG_BYTES = 16;

/** One side's part of a handshake. */
export interface KeyShare {
  /** An ephemeral P-256 point, uncompressed. */
  readonly publicKey: Bytes;
  readonly nonce: Bytes;
}

/** The three steps of a handshake. Each names its handshake by the owner's commitment. */
export type HandshakeMessage =
  | { readonly kind: "commit"; readonly commitment: Bytes }
  | {
    readonly kind: "share" | "reveal";
    readonly commitment: Bytes;
    readonly share: KeyShare;
  };

/** A message under the keys of a finished handshake. */
export interface SealedMessage {
  readonly kind: "sealed";
  readonly handshakeId: Bytes;
  /** Position in its direction, from 0. In the clear, so that a lost message isn't taken for a forged one. */
  readonly counter: number;
  readonly ciphertext: Bytes;
}

/** Everything two peers say to each other through the server. */
export type Payload = HandshakeMessage | SealedMessage;

const LETTER = { commit: "c", share: "g", reveal: "r", sealed: "s" } as const;

/** The name of the handshake that a commitment began, as sealed messages carry it. */
export function handshakeIdOf(commitment: Bytes): Bytes {
  return commitment.slice(0, HANDSHAKE_ID_BYTES);
}

/** The one text of a payload: a letter for its kind, and its fields end to end in base64url. */
export function encodePayload(payload: Payload): string {
  return LETTER[payload.kind] + encodeBase64Url(fieldsOf(payload));
}

function fieldsOf(payload: Payload): Bytes {
  switch (payload.kind) {
    case "commit":
      return payload.commitment;
    case "sealed":
      return concatBytes(
        payload.handshakeId,
        uint32(payload.counter),
        payload.ciphertext,
      );
    default:
      return concatBytes(
        payload.commitment,
        payload.share.publicKey,
        payload.share.nonce,
      );
  }
}

/**
 * Reads a payload. Its text has one form only, so whoever alters a character alters a field.
 *
 * @returns the payload, or `undefined` where the text isn't one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const payload = { kind: "commit", commitment: new Uint8Array(32) } as const;
 * assert.deepEqual(parsePayload(encodePayload(payload)), payload);
 * assert.equal(parsePayload('{"h":"commit"}'), undefined);
 * ```
 */
export function parsePayload(text: string): Payload | undefined {
  if (text.length > MAX_RELAY_PAYLOAD_LENGTH) return undefined;
  const body = text.slice(1);
  switch (text[0]) {
    case LETTER.commit: {
      const commitment = decodeBase64Url(body, COMMITMENT_BYTES);
      return commitment && { kind: "commit", commitment };
    }
    case LETTER.share:
      return parseShare("share", body);
    case LETTER.reveal:
      return parseShare("reveal", body);
    case LETTER.sealed:
      return parseSealed(body);
    default:
      return undefined;
  }
}

function parseShare(
  kind: "share" | "reveal",
  body: string,
): HandshakeMessage | undefined {
  const nonceOffset = COMMITMENT_BYTES + PUBLIC_KEY_BYTES;
  const bytes = decodeBase64Url(body, nonceOffset + NONCE_BYTES);
  if (!bytes) return undefined;
  return {
    kind,
    commitment: bytes.slice(0, COMMITMENT_BYTES),
    share: {
      publicKey: bytes.slice(COMMITMENT_BYTES, nonceOffset),
      nonce: bytes.slice(nonceOffset),
    },
  };
}

function parseSealed(body: string): SealedMessage | undefined {
  const bytes = decodeBase64Url(body, Math.floor(body.length * 3 / 4));
  if (!bytes || bytes.length < CIPHERTEXT_OFFSET + TAG_BYTES) return undefined;
  return {
    kind: "sealed",
    handshakeId: bytes.slice(0, HANDSHAKE_ID_BYTES),
    counter: new DataView(bytes.buffer).getUint32(HANDSHAKE_ID_BYTES),
    ciphertext: bytes.slice(CIPHERTEXT_OFFSET),
  };
}
