import type { Attempt } from "./section.ts";
import type { Runs } from "./stats.ts";

/** Something that is measured in turn with others. */
export interface Contestant<Result> {
  readonly name: string;
  readonly measure: () => Promise<Result>;
}

/**
 * Measures contestants in turn, run after run. Each run begins with another one, so that whoever is
 * first after a pause, or last in the heat, isn't always the same.
 *
 * @returns the results by the contestants' names; the same place is the same run
 */
export async function interleave<Result>(
  what: string,
  runs: number,
  contestants: readonly Contestant<Result>[],
  attempt: Attempt,
): Promise<Map<string, Runs<Result>>> {
  const results = new Map(contestants.map(({ name }) => [name, [] as (Result | undefined)[]]));
  for (let run = 0; run < runs; run++) {
    for (const { name, measure } of rotated(contestants, run)) {
      const label = `${what}, ${name}, run ${run + 1} of ${runs}`;
      results.get(name)?.push(await attempt(label, measure));
    }
  }
  return results;
}

/** The same items in the same order, beginning with another one. */
export function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % Math.max(1, items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}
