import assert from "node:assert/strict";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import { CLIMB_MS, HOLD_MS, LANE_MEASURE_MS, LaneTuner } from "./lane_tuner.ts";

const LOOK_MS = 250;

/** A transfer that the test lets go on. */
class Transfer {
  readonly tuner: LaneTuner;
  /** Bytes per ms that so many fed lanes carry. */
  rate: (lanes: number) => number = (lanes) => lanes;
  openLanes = 1;
  /** Looks from wanting a lane to having it; `Infinity` where none can be had. */
  setUpLooks = 2;
  fed = 1;
  now = 0;
  arrivedBytes = 0;
  #coming: { readonly at: number; readonly count: number } | undefined;

  constructor(firstLanes = 1, maxLanes = 8) {
    this.tuner = new LaneTuner(firstLanes, maxLanes);
  }

  /** Answers how many lanes were fed at each look. */
  pass(ms: number): number[] {
    const fedAt: number[] = [];
    for (let look = ms / LOOK_MS; look > 0; look--) {
      this.now += LOOK_MS;
      this.arrivedBytes += this.rate(this.fed) * LOOK_MS;
      if (this.#coming && this.now >= this.#coming.at) {
        this.openLanes = this.#coming.count;
        this.#coming = undefined;
      }
      const { now, arrivedBytes, openLanes } = this;
      const { fed, wanted } = this.tuner.sample({ now, arrivedBytes, openLanes });
      assert.ok(fed >= 1 && fed <= Math.max(1, openLanes), `fed ${fed} of ${openLanes}`);
      assert.ok(wanted >= fed);
      if (wanted > openLanes) {
        this.#coming ??= { at: now + this.setUpLooks * LOOK_MS, count: wanted };
      }
      fedAt.push(this.fed = fed);
    }
    return fedAt;
  }
}

Deno.test("LaneTuner begins with one lane and feeds eight within three seconds", () => {
  const fed = new Transfer().pass(3_000);
  assert.deepEqual([...new Set(fed)], [1, 2, 4, 8]);
});

Deno.test("LaneTuner wants the lanes of the next step before it feeds them, and no others", () => {
  const transfer = new Transfer();
  transfer.setUpLooks = Infinity;
  const { tuner } = transfer;
  assert.deepEqual(tuner.sample({ now: 0, arrivedBytes: 0, openLanes: 1 }), { fed: 1, wanted: 2 });
  assert.deepEqual(tuner.sample({ now: CLIMB_MS, arrivedBytes: 0, openLanes: 2 }), {
    fed: 2,
    wanted: 4,
  });
});

Deno.test("LaneTuner feeds the lanes there are where no more can be had", () => {
  const transfer = new Transfer();
  transfer.setUpLooks = Infinity;
  assert.deepEqual([...new Set(transfer.pass(60_000))], [1]);
  const limited = new Transfer(1, 3);
  assert.equal(Math.max(...limited.pass(60_000)), 3);
});

Deno.test("LaneTuner drops lanes that bring nothing also where fewer can be had than it may feed", () => {
  const transfer = new Transfer();
  transfer.setUpLooks = Infinity;
  transfer.openLanes = 4;
  transfer.rate = () => 20_000;
  assert.equal(Math.max(...transfer.pass(10_000)), 4);
  transfer.pass(65_000);
  assert.equal(transfer.fed, 1);
});

Deno.test("LaneTuner keeps lanes that pay, and tries fewer ever less often", () => {
  const transfer = new Transfer();
  transfer.rate = (lanes) => 500 * lanes;
  const fed = transfer.pass(600_000);
  const fewer = fed.slice(20).filter((lanes) => lanes < 8).length;
  assert.ok(fewer > 0 && fewer < fed.length / 20, `${fewer} of ${fed.length} looks`);
  assert.equal(fed.at(-1), 8);
});

Deno.test("LaneTuner drops lanes that bring nothing, down to one", () => {
  const transfer = new Transfer();
  transfer.rate = () => 20_000;
  const fed = transfer.pass(85_000);
  assert.equal(fed.at(-1), 1);
});

Deno.test("LaneTuner stays where more lanes stop helping", () => {
  const transfer = new Transfer();
  transfer.rate = (lanes) => Math.min(lanes, 4) * 3_000;
  transfer.pass(60_000);
  assert.equal(transfer.tuner.sample({ now: transfer.now, arrivedBytes: 0, openLanes: 8 }).fed, 4);
});

Deno.test("LaneTuner feeds more again when the path becomes one where they help", () => {
  const transfer = new Transfer();
  transfer.rate = () => 20_000;
  transfer.pass(85_000);
  assert.equal(transfer.fed, 1);
  transfer.rate = (lanes) => 500 * lanes;
  transfer.pass(400_000);
  assert.ok(transfer.fed >= 4, `still ${transfer.fed}`);
});

Deno.test("LaneTuner keeps what helps though every lane saws, whatever the seed", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new SeededRandom(seed);
    const windows = Array.from({ length: 8 }, () => 20 + random.below(60));
    const transfer = new Transfer();
    // Each lane's window grows until it is halved at random, as SCTP's does.
    transfer.rate = (lanes) => {
      let sum = 0;
      for (let lane = 0; lane < lanes; lane++) {
        windows[lane] = random.chance(0.08) ? windows[lane]! / 2 : windows[lane]! + 5;
        sum += windows[lane]!;
      }
      return sum;
    };
    transfer.pass(10_000);
    assert.equal(transfer.fed, 8, `seed ${seed}`);
    const fed = transfer.pass(290_000);
    const mean = fed.reduce((sum, each) => sum + each, 0) / fed.length;
    assert.ok(mean > 6, `seed ${seed}: ${mean} lanes on average`);
  }
});

Deno.test("LaneTuner feeds what is left when lanes are gone, and climbs again when they are back", () => {
  const transfer = new Transfer();
  transfer.pass(5_000);
  transfer.setUpLooks = Infinity;
  transfer.openLanes = 3;
  assert.equal(transfer.pass(LOOK_MS)[0], 3);
  transfer.openLanes = 0;
  assert.equal(transfer.pass(LOOK_MS)[0], 1);
  transfer.openLanes = 8;
  transfer.pass(3_000);
  assert.equal(transfer.fed, 8);
});

Deno.test("LaneTuner forgets a measurement across a restart and keeps the lanes it trusts", () => {
  const transfer = new Transfer();
  transfer.pass(5_000 + HOLD_MS + LANE_MEASURE_MS);
  assert.equal(transfer.fed, 4, "a trial is on");
  transfer.tuner.restart();
  transfer.now += 1_000_000;
  assert.equal(transfer.pass(LOOK_MS)[0], 8);
  assert.equal(transfer.pass(LANE_MEASURE_MS - LOOK_MS).at(-1), 8);
});

Deno.test("LaneTuner doesn't climb again after a pause, and drops the trial that was on", () => {
  const transfer = new Transfer();
  transfer.rate = () => 20_000;
  transfer.pass(50_000);
  assert.equal(transfer.fed, 2);
  transfer.tuner.restart();
  transfer.now += 1_000_000;
  assert.deepEqual([...new Set(transfer.pass(LANE_MEASURE_MS))], [2]);
  transfer.pass(2 * LOOK_MS);
  assert.equal(transfer.fed, 1, "a trial is on");
  transfer.tuner.restart();
  assert.deepEqual([...new Set(transfer.pass(LANE_MEASURE_MS))], [2]);
});
