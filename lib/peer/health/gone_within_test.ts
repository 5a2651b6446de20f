import assert from "node:assert/strict";
import { GONE_WITHIN_MS, UNKNOWN_MS } from "./gone_within.ts";
import { Heartbeat } from "./heartbeat.ts";
import { judgePeer } from "./peer_verdict.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";

Deno.test("GONE_WITHIN_MS is eight seconds", () => {
  assert.equal(GONE_WITHIN_MS, 8_000);
});
