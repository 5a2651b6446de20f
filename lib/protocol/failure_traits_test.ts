import assert from "node:assert/strict";
import { FAILURE_REASONS, type FailureReason } from "./failure.ts";
import { FAILURE_TRAITS, type FailureTraits } from "./failure_traits.ts";

/** Each trait's reasons, written down apart from the table; all other reasons lack it. */
const HOLDERS: Readonly<
  Record<string, readonly [holds: (traits: FailureTraits) => boolean, FailureReason[]]>
> = {
  "is final": [({ remedy }) => remedy === "none" || remedy === "new-link", [
    "no-key",
    "wrong-key",
    "session-ended",
    "removed",
    "tampered",
    "too-large",
    "no-capture",
    "no-webrtc",
    "insecure-context",
  ]],
  "leaves a new link as the way on": [
    ({ remedy }) => remedy === "new-link",
    ["session-ended", "tampered"],
  ],
  "lets the reader take the session over from another tab": [
    ({ remedy }) => remedy === "take-over",
    ["other-tab", "replaced"],
  ],
  "lets the owner go back to the session": [(traits) => traits.ownerMayReturn, [
    "replaced",
    "server-unreachable",
    "server-busy",
    "version-mismatch",
  ]],
  "keeps what was received": [(traits) => traits.keepsReceived, [
    "session-full",
    "replaced",
    "other-tab",
    "server-unreachable",
    "server-busy",
    "no-route",
    "no-relay",
    "connection-lost",
    "peer-left",
    "version-mismatch",
    "source-changed",
    "storage-full",
    "storage-failed",
    "place-denied",
    "timed-out",
    "internal",
  ]],
};

for (const [what, [holds, holders]] of Object.entries(HOLDERS)) {
  for (const reason of FAILURE_REASONS) {
    const expected = holders.includes(reason);
    Deno.test(`FAILURE_TRAITS: ${reason} ${expected ? "" : "not: "}${what}`, () => {
      assert.equal(holds(FAILURE_TRAITS[reason]), expected);
    });
  }
}
