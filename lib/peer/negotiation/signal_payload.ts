import { isCount, type UnknownRecord } from "../../protocol/parse.ts";
import {
  checkCandidate,
  checkDescription,
  type CheckedCandidate,
  type CheckedDescription,
  type RemoteMedia,
} from "../../security/description_guard.ts";

/** What two negotiations say to each other. */
export type SignalPayload =
  | {
    readonly description: { readonly type: RTCSdpType; readonly sdp: string };
    /** The number of this offer among its sender's, or of the offer it answers. */
    readonly revision: number;
  }
  | { readonly candidate: RTCIceCandidateInit };

/** A {@linkcode SignalPayload} of the peer whose parts may be given to the browser. */
export type CheckedSignal =
  | { readonly description: CheckedDescription; readonly revision: number }
  | { readonly candidate: CheckedCandidate };

/**
 * Reads what the peer's negotiation said. It may be anything.
 *
 * @param media what the peer may do with audio and video
 * @returns the signal, or `undefined` where anything about it is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const candidate = { candidate: "", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "abcd" };
 * assert.deepEqual(checkSignal({ candidate }), { candidate });
 * assert.equal(checkSignal({ description: "v=0", revision: 1 }), undefined);
 * ```
 */
export function checkSignal(
  payload: UnknownRecord,
  media: RemoteMedia = "none",
): CheckedSignal | undefined {
  if (payload.description === undefined) {
    const candidate = checkCandidate(payload.candidate);
    return candidate && { candidate };
  }
  const description = checkDescription(payload.description, media);
  const { revision } = payload;
  return description && isCount(revision, 1) ? { description, revision } : undefined;
}
