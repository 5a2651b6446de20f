import assert from "node:assert/strict";
import { settle } from "../../testing/simulation/simulation.ts";
import { PathWatch } from "./path_watch.ts";

/** A connection that goes this way, and what was told of it. */
function fixture() {
  const told: string[] = [];
  const state = { remote: undefined as string | undefined, looks: 0 };
  const pc = {
    getStats() {
      state.looks++;
      const entries = state.remote === undefined ? [] : [
        ["t", { type: "transport", selectedCandidatePairId: "p" }],
        ["p", { type: "candidate-pair", localCandidateId: "l", remoteCandidateId: "r" }],
        ["l", { candidateType: "host" }],
        ["r", { candidateType: state.remote, address: "203.0.113.9" }],
      ] as const;
      return Promise.resolve(new Map<string, unknown>(entries) as unknown as RTCStatsReport);
    },
  };
  return { told, state, watch: new PathWatch({ pc, onChange: (path) => told.push(path) }) };
}

Deno.test("PathWatch looks at each heartbeat until the path is known, and then at some", async () => {
  const { told, state, watch } = fixture();
  for (let beat = 0; beat < 3; beat++) watch.beat();
  await settle();
  assert.deepEqual([told, state.looks], [[], 3]);
  state.remote = "relay";
  watch.beat();
  await settle();
  assert.deepEqual([told, watch.path], [["relay"], "relay"]);
  state.looks = 0;
  for (let beat = 0; beat < 8; beat++) watch.beat();
  assert.equal(state.looks, 2);
});

Deno.test("PathWatch tells when hole punching makes a relay needless, and keeps what it knew", async () => {
  const { told, state, watch } = fixture();
  state.remote = "relay";
  await watch.look();
  state.remote = "srflx";
  await watch.look();
  state.remote = undefined; // While ICE restarts no pair is selected.
  await watch.look();
  assert.deepEqual([told, watch.path], [["relay", "direct"], "direct"]);
});
