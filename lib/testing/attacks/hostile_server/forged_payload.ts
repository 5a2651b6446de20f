import assert from "node:assert/strict";
import {
  encodePayload,
  type HandshakeMessage,
  type KeyShare,
  parsePayload,
} from "../../../security/payload.ts";
import type { AttackedSession, Relayed } from "../attacked_session.ts";

/** What a sealed text is, by its first letter. */
export const KIND = { commit: "c", share: "g", reveal: "r", sealed: "s" } as const;

/** Whether sealed text is of this kind. */
export function isKind({ payload }: Relayed, kind: keyof typeof KIND): boolean {
  return payload.startsWith(KIND[kind]);
}

/** The same handshake message with another key in it. */
export function withShare(text: Relayed, change: (share: KeyShare) => KeyShare): Relayed {
  const message = parsePayload(text.payload);
  assert.ok(message && (message.kind === "share" || message.kind === "reveal"));
  const forged: HandshakeMessage = { ...message, share: change(message.share) };
  return { ...text, payload: encodePayload(forged) };
}

/** The same text with one character in its middle changed. */
export function flipped(text: Relayed): Relayed {
  const { payload } = text;
  const at = payload.length >> 1;
  const letter = payload[at] === "A" ? "B" : "A";
  return { ...text, payload: payload.slice(0, at) + letter + payload.slice(at + 1) };
}

/** Changes texts of one kind, and passes the others on. */
export function altering(
  kind: keyof typeof KIND,
  alter: (text: Relayed) => Relayed,
): AttackedSession["relay"] {
  return (text) => [isKind(text, kind) ? alter(text) : text];
}
