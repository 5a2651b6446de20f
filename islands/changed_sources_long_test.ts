import { CHANGES, MOMENTS, shareChanging } from "../lib/testing/browsers/changed_source.ts";

/** Firefox notices nothing by itself, so it is asked more often: 32 runs, with other bytes each time. */
const ROUNDS = { firefox: 2, chromium: 1 } as const;

for (const from of ["firefox", "chromium"] as const) {
  for (let round = 0; round < ROUNDS[from]; round++) {
    for (const [at, moment] of MOMENTS.entries()) {
      for (const [index, change] of CHANGES.entries()) {
        const seed = 1 + index + 10 * at + 100 * round;
        Deno.test(`${from} sends no mixture of a file, ${change}: ${moment}, seed ${seed}`, async () => {
          const outcome = await shareChanging(from, { moment, change, seed });
          // deno-lint-ignore no-console -- What became of it, for whoever counts.
          console.log(`${change}, ${moment}: ${outcome}`);
        });
      }
    }
  }
}
