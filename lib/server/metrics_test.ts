import assert from "node:assert/strict";
import { CloseCode } from "../protocol/close_code.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { ServerCounts } from "./counts.ts";
import { EVENT_LOOP_PROBE_MS } from "./limits.ts";
import { Metrics, type MetricsParts } from "./metrics.ts";

type Store = MetricsParts["store"];

const IN_MEMORY: Store = { isUp: undefined, count: () => Promise.resolve(3) };
const AWAY: Store = { isUp: false, count: () => Promise.resolve(undefined) };

function metricsOf(store = IN_MEMORY) {
  const clock = new FakeClock();
  const counts = new ServerCounts();
  const metrics = new Metrics({
    clock,
    counts,
    sockets: () => 7,
    store,
  });
  const lines = async () =>
    (await metrics.text()).split("\n").filter((line) => !line.startsWith("#"));
  return { clock, counts, metrics, lines };
}

Deno.test("the metrics tell what was counted since the start, however often they are asked", async () => {
  const { counts, lines } = metricsOf();
  counts.relayed = 12;
  counts.joined = 2;
  counts.countRefusal("too-many-requests");
  counts.countRefusal("too-many-requests");
  counts.countClose(CloseCode.wrongKey);
  await lines();
  const told = await lines();
  for (
    const line of [
      "filefrag_sockets 7",
      "filefrag_sessions 3",
      "filefrag_joins_total 2",
      "filefrag_relayed_messages_total 12",
      'filefrag_refusals_total{reason="too-many-requests"} 2',
      'filefrag_socket_closes_total{reason="wrongKey"} 1',
    ]
  ) assert.ok(told.includes(line), `${line} is not among\n${told.join("\n")}`);
  assert.ok(told.some((line) => /^process_resident_memory_bytes \d{6,}$/.test(line)));
});

Deno.test("the metrics tell how late timers come", async () => {
  const { clock, lines } = metricsOf();
  clock.advance(EVENT_LOOP_PROBE_MS * 3);
  const told = await lines();
  assert.ok(
    told.includes('filefrag_event_loop_delay_seconds_bucket{le="0.001"} 3'),
    told.join("\n"),
  );
});

Deno.test("a shared store that is away has no number of sessions, and is said to be away", async () => {
  const { lines } = metricsOf(AWAY);
  const told = await lines();
  assert.ok(told.includes("filefrag_store_up 0"));
  assert.ok(told.includes("filefrag_sessions Nan"));
  const inMemory = await metricsOf().lines();
  assert.ok(!inMemory.some((line) => line.startsWith("filefrag_store_up")));
});

Deno.test("stopping the metrics stops their timer", () => {
  const { clock, metrics } = metricsOf();
  metrics.stop();
  assert.equal(clock.pendingTasks, 0);
});
