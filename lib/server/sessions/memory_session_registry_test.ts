import assert from "node:assert/strict";
import type { SessionId } from "../../protocol/ids.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { MAX_EXPIRED_PER_SWEEP, OWNER_ABSENCE_MS } from "../limits.ts";
import { MemorySessionRegistry } from "./memory_session_registry.ts";
import { sessionRegistryContract } from "./session_registry_contract.ts";

sessionRegistryContract(({ maxSessions }) => {
  const clock = new FakeClock();
  const registry = new MemorySessionRegistry({ clock, maxSessions });
  return Promise.resolve({ registry, advance: (ms) => clock.advance(ms) });
});

Deno.test("a sweep removes a bounded number of expired sessions, and the next the rest", async () => {
  const clock = new FakeClock();
  const count = MAX_EXPIRED_PER_SWEEP + 1;
  const registry = new MemorySessionRegistry({ clock, maxSessions: count });
  for (let index = 0; index < count; index++) {
    const sessionId = `${index}` as SessionId;
    await registry.create({ sessionId, kind: "file", joinHash: "", maxGuests: 1 });
  }
  clock.advance(OWNER_ABSENCE_MS);
  await registry.expire();
  assert.equal(registry.size, 1);
  await registry.expire();
  assert.equal(registry.size, 0);
});
