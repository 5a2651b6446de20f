import { FailureError } from "../protocol/failure.ts";
import type { SessionId } from "../protocol/ids.ts";
import type { GuestJoin } from "../protocol/signaling_message.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { joinTokenOf, parseLinkKey } from "../security/link.ts";
import type { GuestEdges, TabTokens } from "./edges.ts";

/** What a guest brings to a meeting. */
export interface GuestAdmission {
  readonly secret: Uint8Array<ArrayBuffer>;
  /** Takes a moment to make. */
  readonly join: Promise<GuestJoin>;
}

/**
 * Reads the link and makes what its session asks of a guest.
 *
 * @param hash the page's fragment, with or without its `#`
 * @throws {FailureError} where this browser can't take part, or the key is missing or wrong
 */
export function admitGuest(
  edges: Pick<GuestEdges, "checkSupport" | "tabTokens">,
  sessionId: SessionId,
  hash: string,
): GuestAdmission {
  const unsupported = edges.checkSupport();
  if (unsupported) throw new FailureError(unsupported, "Cannot join: this browser can't");
  const secret = parseLinkKey(hash);
  if (!secret) {
    const reason = hash.replace(/^#/, "") === "" ? "no-key" : "wrong-key";
    throw new FailureError(reason, "Cannot join: the link has no key that is one");
  }
  return { secret, join: joinOf(secret, edges.tabTokens(sessionId)) };
}

async function joinOf(secret: Uint8Array<ArrayBuffer>, tokens: TabTokens): Promise<GuestJoin> {
  return {
    type: "join",
    version: PROTOCOL_VERSION,
    role: "guest",
    joinToken: await joinTokenOf(secret),
    ...tokens,
  };
}
