import { encodeBase64Url, is256Bits } from "../../protocol/base64url.ts";
import type { GuestJoin } from "../../protocol/signaling_message.ts";

/** What tells the pages of one tab apart, and together. */
export type TabTokens = Pick<GuestJoin, "peerToken" | "replaces">;

/**
 * A new token for every page, because every page has new certificates; the last one is kept in the
 * tab, so that a reload doesn't find its own seat taken. Neither opens anything by itself.
 */
export function tabTokens(sessionId: string): TabTokens {
  const name = `filefrag peer ${sessionId}`;
  const peerToken = encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  try {
    const replaces = sessionStorage.getItem(name);
    sessionStorage.setItem(name, peerToken);
    return is256Bits(replaces) ? { peerToken, replaces } : { peerToken };
  } catch {
    return { peerToken }; // Storage is forbidden here: after a crash the seat is free in 20 s.
  }
}
