import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { GuestJoin } from "../../protocol/signaling_message.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { joinTokenOf, parseLinkKey } from "../../security/link.ts";
import type { TabTokens } from "./tab_tokens.ts";

/** What {@linkcode admitGuest} needs. */
export interface AdmissionEdges {
  /** Why this browser can't take part; `undefined` where it can. */
  checkSupport(): FailureReason | undefined;
  /** This page's token in a session, and that of the page this tab showed before. */
  tabTokens(sessionId: string): TabTokens;
}

/** What a guest brings to a meeting. */
export interface GuestAdmission {
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly join: GuestJoin;
}

/**
 * Reads the link and makes what its session asks of a guest.
 *
 * @param hash the page's fragment, with or without its `#`
 * @throws {FailureError} where this browser can't take part, or the key is missing or wrong
 */
export async function admitGuest(
  edges: AdmissionEdges,
  sessionId: SessionId,
  hash: string,
): Promise<GuestAdmission> {
  const unsupported = edges.checkSupport();
  if (unsupported) throw new FailureError(unsupported, "Cannot join: this browser can't");
  const secret = parseLinkKey(hash);
  if (!secret) {
    const reason = hash.replace(/^#/, "") === "" ? "no-key" : "wrong-key";
    throw new FailureError(reason, "Cannot join: the link has no key that is one");
  }
  const joinToken = await joinTokenOf(secret);
  return {
    secret,
    join: {
      type: "join",
      version: PROTOCOL_VERSION,
      role: "guest",
      joinToken,
      ...edges.tabTokens(sessionId),
    },
  };
}
