import { decodeBase64Url, encodeBase64Url } from "../protocol/base64url.ts";
import type { Role } from "../protocol/ids.ts";
import { peerOf, type SessionKeys } from "./session_keys.ts";
import { type Bytes, lengthValue } from "./transcript.ts";

/** Bytes of an HMAC-SHA-256. */
const TAG_BYTES = 32;

/**
 * Ties the DTLS connection to the handshake: each side proves, as the first message on the data
 * channel, that it sees the same two certificates under the keys of the link. Without it, whoever
 * carries the introduction could put its own certificates in between (RFC 8826 §4.1, RFC 8844).
 */
export interface Binding {
  /** This side's proof, in base64url. */
  tag(
    localFingerprint: Uint8Array,
    remoteFingerprint: Uint8Array,
  ): Promise<string>;
  /** Whether a text is the peer's proof for the same two fingerprints; compared in constant time. */
  verify(
    tag: string,
    localFingerprint: Uint8Array,
    remoteFingerprint: Uint8Array,
  ): Promise<boolean>;
}

/** Makes the binding of one handshake. */
export function createBinding(role: Role, keys: SessionKeys): Binding {
  // The speaker's role is inside, so that a proof sent back isn't its own answer; the fingerprints
  // stand in the order owner, guest on both sides.
  const statement = (speaker: Role, local: Uint8Array, remote: Uint8Array) =>
    lengthValue(
      "filefrag 1 bind",
      speaker,
      keys.transcriptHash,
      ...(role === "owner" ? [local, remote] : [remote, local]),
    );
  return {
    async tag(localFingerprint, remoteFingerprint) {
      const bytes: Bytes = statement(role, localFingerprint, remoteFingerprint);
      return encodeBase64Url(
        new Uint8Array(await crypto.subtle.sign("HMAC", keys.bind, bytes)),
      );
    },
    async verify(tag, localFingerprint, remoteFingerprint) {
      const signature = decodeBase64Url(tag, TAG_BYTES);
      if (!signature) return false;
      return await crypto.subtle.verify(
        "HMAC",
        keys.bind,
        signature,
        statement(peerOf(role), localFingerprint, remoteFingerprint),
      );
    },
  };
}
