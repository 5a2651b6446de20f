import assert from "node:assert/strict";
import { Simulation } from "../../testing/simulation/simulation.ts";
import { LaneSupervisor, STUCK_MS } from "./lane_supervisor.ts";
import type { Lane } from "../ports.ts";

class CountedLane implements Lane {
  readonly maxFrameBytes = 1_000;
  deliveredBytes = 0;
  inFlightBytes = 0;
  send = () => true;
  drained = () => Promise.resolve();
  listen = () => {};
}

function setUp() {
  const simulation = new Simulation();
  const crew = {
    takenBytes: 0,
    openLanes: [new CountedLane(), new CountedLane()] as readonly CountedLane[],
    fed: [] as number[],
    resent: [] as Lane[],
    feedLanes: (count: number) => void crew.fed.push(count),
    resendFrom: (lane: Lane) => void crew.resent.push(lane),
  };
  const wanted: number[] = [];
  const supervisor = new LaneSupervisor({
    crew,
    clock: simulation,
    firstLanes: 1,
    maxLanes: 8,
    onLanesWanted: (count) => wanted.push(count),
  });
  const pass = async (ms: number, each = () => {}) => {
    const end = simulation.now() + ms;
    const step = () => {
      each();
      if (simulation.now() < end) simulation.after(100, step);
    };
    step();
    await simulation.runUntil(() => simulation.now() >= end, end + 1_000);
  };
  return { simulation, crew, wanted, supervisor, pass };
}

Deno.test("LaneSupervisor gives what a lane carries to the others once it stands still and they move", async () => {
  const { crew, supervisor, pass } = setUp();
  const [moving, stuck] = crew.openLanes;
  stuck!.inFlightBytes = 5_000;
  supervisor.start();
  const move = () => moving!.deliveredBytes += 7;
  await pass(STUCK_MS - 500, move);
  assert.deepEqual(crew.resent, []);
  await pass(1_000, move);
  assert.deepEqual(crew.resent, [stuck]);
  await pass(3 * STUCK_MS, move);
  assert.deepEqual(crew.resent, [stuck], "once, until it moves");
  stuck!.deliveredBytes = 1_000;
  await pass(2 * STUCK_MS, move);
  assert.deepEqual(crew.resent, [stuck, stuck]);
  supervisor.stop();
});

Deno.test("LaneSupervisor leaves lanes alone while none of them moves", async () => {
  const { crew, supervisor, pass } = setUp();
  for (const lane of crew.openLanes) lane.inFlightBytes = 5_000;
  supervisor.start();
  await pass(5 * STUCK_MS);
  assert.deepEqual(crew.resent, []);
  supervisor.stop();
});

Deno.test("LaneSupervisor leaves a lane alone that has nothing to send", async () => {
  const { crew, supervisor, pass } = setUp();
  const [moving] = crew.openLanes;
  supervisor.start();
  await pass(5 * STUCK_MS, () => moving!.deliveredBytes += 7);
  assert.deepEqual(crew.resent, []);
  supervisor.stop();
});

Deno.test("LaneSupervisor asks again for lanes that don't come, at intervals", async () => {
  const { crew, wanted, supervisor, pass } = setUp();
  crew.openLanes = crew.openLanes.slice(1);
  supervisor.start();
  await pass(4_000);
  assert.deepEqual(wanted, [2]);
  await pass(4_000);
  assert.deepEqual(wanted, [2, 2]);
  supervisor.stop();
});

Deno.test("LaneSupervisor drops a lane where as much arrives without it", async () => {
  const { crew, supervisor, pass } = setUp();
  supervisor.start();
  await pass(4_000);
  assert.equal(crew.fed[0], 1);
  assert.equal(crew.fed.at(-1), 2);
  const [lane] = crew.openLanes;
  // What is taken and hasn't arrived doesn't count: less of that would look like a gain.
  await pass(32_000, () => {
    lane!.inFlightBytes = crew.fed.at(-1) === 2 ? 40_000 : 1_000;
    crew.takenBytes += 1_000;
  });
  assert.equal(crew.fed.at(-1), 1);
  supervisor.stop();
});

Deno.test("LaneSupervisor that is stopped looks no more, and goes on when it is started", async () => {
  const { crew, supervisor, simulation, pass } = setUp();
  supervisor.start();
  supervisor.start();
  await pass(1_000);
  supervisor.stop();
  supervisor.stop();
  const looks = crew.fed.length;
  simulation.after(2_000, () => {});
  await pass(1_000);
  assert.equal(crew.fed.length, looks);
  supervisor.start();
  assert.equal(crew.fed.length, looks + 1);
  supervisor.stop();
});
