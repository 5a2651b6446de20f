// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Draws the plots of `docs/plots/` and fills the tables of README.md and docs/measurements.md, from
 * the benchmark's JSON in `docs/measurements/`. To publish a new measurement:
 *
 * ```sh
 * deno task bench memory
 * cp _bench/memory.json docs/measurements/memory-2026-12-24.json   # and remove the one before
 * deno task plots
 * ```
 * @module
 */
import { publishedFiles, readReports } from "./published.ts";

for (const [path, text] of await publishedFiles(await readReports())) {
  if (await Deno.readTextFile(path).catch(missing) === text) continue;
  await Deno.writeTextFile(path, text);
  console.log(path);
}

function missing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
