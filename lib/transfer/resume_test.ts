// Resumption as a whole: pages and connections that die at any moment, disks and files that aren't
// what they were. FILEFRAG_SEEDS says how many seeds, FILEFRAG_SEED replays one.
import assert from "node:assert/strict";
import { RESUME_FAULTS, runWithFaults } from "../testing/simulation/simulated_resume.ts";

const SEEDS = Number(Deno.env.get("FILEFRAG_SEEDS") ?? 60);
const ONLY = Deno.env.get("FILEFRAG_SEED");

Deno.test(`${SEEDS} seeded transfers with three faults each, of pages, lines, disks and files, end in an identical file or a typed failure`, async () => {
  const seeds = ONLY === undefined
    ? Array.from({ length: SEEDS }, (_, index) => index + 1)
    : [Number(ONLY)];
  const endings = new Map<string, number>();
  const kinds = new Map<string, number>();
  let faults = 0;
  let resumed = 0;
  for (const seed of seeds) {
    const run = await runWithFaults(seed);
    endings.set(run.ending, (endings.get(run.ending) ?? 0) + 1);
    for (const kind of run.faults) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    faults += run.faults.length;
    resumed += run.held.filter((bytes) => bytes > 0).length;
  }
  // deno-lint-ignore no-console
  console.log({ ...Object.fromEntries(endings), faults, resumed }, Object.fromEntries(kinds));
  if (ONLY !== undefined) return;
  // Most must arrive: a suite in which everything "fails cleanly" would prove nothing.
  assert.ok((endings.get("done") ?? 0) > 0.9 * SEEDS);
  assert.ok(faults >= 2.95 * SEEDS, `${faults} faults`);
  assert.ok(resumed >= SEEDS, `${resumed} resumed`);
  assert.deepEqual([...kinds.keys()].sort(), [...RESUME_FAULTS].sort());
});
