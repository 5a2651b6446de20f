import assert from "node:assert/strict";
import { judgePeer, type PeerEvidence } from "./peer_verdict.ts";

const healthy: PeerEvidence = {
  silentMs: 1_000,
  connectingMs: 0,
  iceConnectionState: "connected",
  open: true,
  refused: false,
  peerListed: true,
  everConnected: true,
};
const left = { peerListed: false };
const down = { open: false } as const;
const refused = { ...down, refused: true };
const early = {
  everConnected: false,
  iceConnectionState: "checking",
} as const;

const CASES: readonly (readonly [string, Partial<PeerEvidence>, string])[] = [
  ["a heartbeat in time", {}, "ok"],
  ["the heartbeat of a background tab", { silentMs: 1_200 }, "ok"],
  ["one missed heartbeat", { silentMs: 1_250 }, "doubtful"],
  ["almost two missed heartbeats", { silentMs: 2_400 }, "doubtful"],
  ["two missed heartbeats", { silentMs: 2_500 }, "interrupted"],
  ["ICE disconnected", { iceConnectionState: "disconnected" }, "interrupted"],
  ["ICE failed", { iceConnectionState: "failed" }, "interrupted"],
  ["12 s outage, living server", { silentMs: 12_000 }, "interrupted"],
  ["9 min outage, living server", { silentMs: 540_000 }, "interrupted"],
  ["10 min outage", { silentMs: 600_000 }, "connection-lost"],
  ["unlisted but heard", { ...left, silentMs: 1_000 }, "ok"],
  ["unlisted, 3.9 s", { ...left, silentMs: 3_900 }, "interrupted"],
  ["unlisted, 4 s", { ...left, silentMs: 4_000 }, "peer-left"],
  ["asleep, 9 min", { ...left, fellAsleep: true, silentMs: 540_000 }, "interrupted"],
  ["asleep, 10 min", { ...left, fellAsleep: true, silentMs: 600_000 }, "connection-lost"],
  ["server down, peer heard", { ...refused }, "ok"],
  ["server down, 6.4 s", { ...refused, silentMs: 6_400 }, "interrupted"],
  ["server down, 6.5 s", { ...refused, silentMs: 6_500 }, "connection-lost"],
  ["own network away, 12 s", { ...down, silentMs: 12_000 }, "interrupted"],
  ["own network away, 60 s", { ...down, silentMs: 60_000 }, "connection-lost"],
  [
    "own network away, peer left before",
    { ...down, ...left, silentMs: 12_000 },
    "interrupted",
  ],
  ["connecting", { ...early, connectingMs: 19_000 }, "ok"],
  ["connecting for 20 s", { ...early, connectingMs: 20_000 }, "no-route"],
  [
    "ICE failed before connecting",
    { ...early, iceConnectionState: "failed" },
    "no-route",
  ],
  ["waiting for a listed peer", { ...early, silentMs: 100_000 }, "ok"],
  [
    "a peer that left before connecting",
    { ...early, ...left, silentMs: 4_000 },
    "peer-left",
  ],
];

for (const [name, change, expected] of CASES) {
  Deno.test(`${name}: ${expected}`, () => {
    const verdict = judgePeer({ ...healthy, ...change });
    const said = verdict.kind === "failed" ? verdict.reason : verdict.kind;
    assert.equal(said, expected);
  });
}
