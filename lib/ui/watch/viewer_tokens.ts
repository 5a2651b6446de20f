import { is256Bits } from "../../protocol/base64url.ts";
import { type TabTokens, tabTokens } from "../session/tab_tokens.ts";

/** The part of a tab's storage that is used. */
export type TokenStorage = Pick<Storage, "getItem" | "setItem">;

/**
 * The tokens of a viewer's page. One that was removed stays the same peer in its tab for as long as that
 * has the session: so the presenter knows whom it removed, also after a reload.
 */
export function viewerTokens(storage: TokenStorage = sessionStorage): {
  readonly tabTokens: (sessionId: string) => TabTokens;
  readonly keepRemoved: (sessionId: string, peerToken: string) => void;
} {
  return {
    tabTokens(sessionId) {
      const peerToken = read(storage, sessionId);
      return is256Bits(peerToken) ? { peerToken } : tabTokens(sessionId);
    },
    keepRemoved(sessionId, peerToken) {
      try {
        storage.setItem(nameOf(sessionId), peerToken);
      } catch {
        // Storage is forbidden here: the next page is another peer.
      }
    },
  };
}

function read(storage: TokenStorage, sessionId: string): string | null {
  try {
    return storage.getItem(nameOf(sessionId));
  } catch {
    return null; // Storage is forbidden here.
  }
}

function nameOf(sessionId: string): string {
  return `filefrag removed ${sessionId}`;
}
