/** What the decision about a remote description depends on; names as in the specification. */
export interface NegotiationFacts {
  readonly type: "offer" | "answer";
  readonly polite: boolean;
  readonly makingOffer: boolean;
  readonly isSettingRemoteAnswerPending: boolean;
  readonly signalingState: RTCSignalingState;
  /** The number of the offer this description is, or answers. */
  readonly revision: number;
  /** The newest of our own offers. */
  readonly sentRevision: number;
  /** The newest of the peer's offers that was accepted. */
  readonly seenRevision: number;
}

/**
 * - `accept`: give it to the browser; where both offered, this rolls our own offer back.
 * - `ignore`: the peer's offer collides with ours, and it is the one to give way.
 * - `stale`: delivered twice, or overtaken. Descriptions take two ways (the server, or the control
 *   channel), and one that got stuck in a dead channel may surface after its successor.
 */
export type NegotiationDecision = "accept" | "ignore" | "stale";

/**
 * Perfect negotiation's decision (W3C webrtc-pc §10.7), and nothing else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const collision = {
 *   type: "offer", makingOffer: true, isSettingRemoteAnswerPending: false,
 *   signalingState: "stable", revision: 1, sentRevision: 1, seenRevision: 0,
 * } as const;
 * assert.equal(decideDescription({ ...collision, polite: true }), "accept");
 * assert.equal(decideDescription({ ...collision, polite: false }), "ignore");
 * ```
 */
export function decideDescription(
  facts: NegotiationFacts,
): NegotiationDecision {
  if (facts.type === "answer") {
    const isExpected = facts.signalingState === "have-local-offer" &&
      facts.revision === facts.sentRevision;
    return isExpected ? "accept" : "stale";
  }
  if (facts.revision < facts.seenRevision) return "stale";
  const readyForOffer = !facts.makingOffer &&
    (facts.signalingState === "stable" || facts.isSettingRemoteAnswerPending);
  const offerCollision = !readyForOffer;
  return !facts.polite && offerCollision ? "ignore" : "accept";
}
