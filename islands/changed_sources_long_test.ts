import { CHANGES, MOMENTS, shareChanging } from "../lib/testing/browsers/changed_source.ts";

for (const from of ["firefox", "chromium"] as const) {
  for (const moment of MOMENTS) {
    for (const [index, change] of CHANGES.entries()) {
      Deno.test(`${from} sends no mixture of a file that is ${change}: ${moment}`, async () => {
        const seed = 1 + index + 10 * MOMENTS.indexOf(moment);
        // deno-lint-ignore no-console -- What became of it, for whoever counts.
        console.log(`${seed}: ${await shareChanging(from, { moment, change, seed })}`);
      });
    }
  }
}
