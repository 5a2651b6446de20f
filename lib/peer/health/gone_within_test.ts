import assert from "node:assert/strict";
import { GONE_WITHIN_MS, UNKNOWN_MS } from "./gone_within.ts";
import { HEARTBEAT_INTERVAL_MS } from "./heartbeat.ts";
import { judgePeer, type PeerEvidence } from "./peer_verdict.ts";

const connected = {
  connectingMs: 0,
  iceConnectionState: "connected",
  everConnected: true,
} as const;

/** What is known of a peer that was killed. */
const KILLED: Readonly<Record<string, Omit<PeerEvidence, "silentMs">>> = {
  "whose socket the server saw close": {
    ...connected,
    open: true,
    refused: false,
    peerListed: false,
  },
  "while the server is down": { ...connected, open: false, refused: true, peerListed: true },
};

Deno.test("GONE_WITHIN_MS is eight seconds: what README, tests and waits of pages go by", () => {
  assert.equal(GONE_WITHIN_MS, 8_000);
});

for (const [what, evidence] of Object.entries(KILLED)) {
  Deno.test(`a killed peer ${what} is lost in time, also by the slow ticks of a background tab`, () => {
    // The tick at which silence isn't long enough yet by a hair; the next is a second later.
    const silentMs = UNKNOWN_MS - 1 + 2 * HEARTBEAT_INTERVAL_MS;
    assert.ok(silentMs < GONE_WITHIN_MS);
    assert.equal(judgePeer({ ...evidence, silentMs }).kind, "failed");
  });
}
