import assert from "node:assert/strict";
import { decideDescription, type NegotiationFacts } from "./negotiation.ts";

const offer: NegotiationFacts = {
  type: "offer",
  polite: false,
  makingOffer: false,
  isSettingRemoteAnswerPending: false,
  signalingState: "stable",
  revision: 1,
  sentRevision: 0,
  seenRevision: 0,
};
const answer = {
  type: "answer",
  signalingState: "have-local-offer",
  sentRevision: 1,
} as const;
const collision = { signalingState: "have-local-offer" } as const;
const pending = { isSettingRemoteAnswerPending: true } as const;

const CASES: readonly (readonly [string, Partial<NegotiationFacts>, string])[] = [
  ["an offer in stable", {}, "accept"],
  ["an offer while ours is made, impolite", { makingOffer: true }, "ignore"],
  [
    "an offer while ours is made, polite",
    { makingOffer: true, polite: true },
    "accept",
  ],
  ["an offer against ours, impolite", collision, "ignore"],
  ["an offer against ours, polite", { ...collision, polite: true }, "accept"],
  [
    "an offer while an answer is being set",
    { ...collision, ...pending },
    "accept",
  ],
  [
    "an offer while an answer is being set and ours is made",
    { ...collision, ...pending, makingOffer: true },
    "ignore",
  ],
  ["the same offer again", { seenRevision: 1 }, "accept"],
  ["an offer that a newer one overtook", { seenRevision: 2 }, "stale"],
  ["the answer to our offer", answer, "accept"],
  ["an answer to an older offer", { ...answer, sentRevision: 2 }, "stale"],
  ["an answer nobody waits for", { ...answer, signalingState: "stable" }, "stale"],
];

for (const [name, change, expected] of CASES) {
  Deno.test(`${name}: ${expected}`, () => {
    assert.equal(decideDescription({ ...offer, ...change }), expected);
  });
}
