/** What a job takes of the machine. */
export interface JobCost {
  /** Cores that it keeps busy, on average. What has to be alone takes all: `Infinity`. */
  readonly cores: number;
  /** How long it takes by itself. */
  readonly seconds: number;
}

/**
 * Which of the waiting jobs begins next beside those that run: the longest that finds its cores free;
 * `undefined` where none does. Those that have to be alone come first, because the others can then be
 * laid beside each other to the end, and a short one comes last, so that no core waits for a long one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [alone, long, short] = [
 *   { cores: Infinity, seconds: 5 },
 *   { cores: 1, seconds: 90 },
 *   { cores: 1, seconds: 10 },
 * ];
 * assert.equal(nextJob([short, long, alone], [], 2), alone);
 * assert.equal(nextJob([short, long], [alone], 2), undefined);
 * assert.equal(nextJob([short, long], [], 2), long);
 * assert.equal(nextJob([short], [long], 2), short);
 * ```
 */
export function nextJob<Job extends JobCost>(
  waiting: readonly Job[],
  running: readonly JobCost[],
  cores: number,
): Job | undefined {
  const busy = running.reduce((sum, job) => sum + job.cores, 0);
  const fitting = waiting.filter((job) => running.length === 0 || busy + job.cores <= cores);
  const isAlone = ({ cores }: JobCost) => Number(cores === Infinity);
  return fitting.toSorted((a, b) => isAlone(b) - isAlone(a) || b.seconds - a.seconds)[0];
}
