// deno-lint-ignore-file no-console -- what a program says
/**
 * Feeds every parser altered input for so many minutes, each round from another seed, and keeps the
 * smallest input that fails in the corpus.
 *
 * ```sh
 * deno task fuzz --minutes=10
 * ```
 * @module
 */
import { parseArgs } from "node:util";
import { checkDoor } from "./check_door.ts";
import { addToCorpus } from "./corpus.ts";
import { DOORS } from "./doors.ts";

const RUNS_A_ROUND = 2_000;

const { values } = parseArgs({
  args: Deno.args,
  options: { minutes: { type: "string", default: "1" }, seed: { type: "string" } },
});
const until = performance.now() + Number(values.minutes) * 60_000;
let seed = values.seed === undefined
  ? crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1
  : Number(values.seed);
const first = seed;
let inputs = 0;
let failures = 0;
const failed = new Set<string>();
while (performance.now() < until) {
  for (const door of DOORS) {
    // One failure of a door is enough to begin with.
    if (failed.has(door.name) || performance.now() >= until) continue;
    const failure = await checkDoor(door, { runs: RUNS_A_ROUND, seed });
    inputs += RUNS_A_ROUND;
    if (!failure) continue;
    failures++;
    failed.add(door.name);
    await addToCorpus(failure);
    console.log(`${door.name}, seed ${seed}: ${JSON.stringify(failure.input)}\n${failure.why}\n`);
  }
  seed++;
}
console.log(JSON.stringify({ doors: DOORS.length, seeds: [first, seed - 1], inputs, failures }));
if (failures > 0) Deno.exit(1);
