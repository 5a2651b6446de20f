import assert from "node:assert/strict";
import { type JobCost, nextJob } from "./job_queue.ts";

/** Runs jobs on so many cores without a machine; answers what began when, and the end. */
function simulate(jobs: readonly JobCost[], cores: number) {
  const waiting = new Set(jobs);
  const ends = new Map<JobCost, number>();
  const begun: (readonly [at: number, job: JobCost])[] = [];
  let now = 0;
  for (;;) {
    const job = nextJob([...waiting], [...ends.keys()], cores);
    if (job) {
      waiting.delete(job);
      begun.push([now, job]);
      ends.set(job, now + job.seconds);
      continue;
    }
    if (ends.size === 0) return { begun, seconds: now };
    now = Math.min(...ends.values());
    for (const [ended, at] of ends) if (at === now) ends.delete(ended);
  }
}

const job = (seconds: number, cores = 1): JobCost => ({ seconds, cores });

Deno.test("nextJob() begins the longest first, so that none is left over at the end", () => {
  const { seconds } = simulate([10, 10, 10, 30, 20].map((each) => job(each)), 2);
  assert.equal(seconds, 40);
});

Deno.test("nextJob() has a job that has to be alone wait for nobody, and nobody beside it", () => {
  const alone = [job(5, Infinity), job(7, Infinity)];
  const { begun, seconds } = simulate([job(20), ...alone, job(20)], 2);
  assert.deepEqual(begun.map(([at, { seconds }]) => [at, seconds]), [
    [0, 7],
    [7, 5],
    [12, 20],
    [12, 20],
  ]);
  assert.equal(seconds, 32);
});

Deno.test("nextJob() lays three that wait half of their time on two cores, and no fourth", () => {
  const { begun } = simulate([1, 2, 3, 4].map((seconds) => job(seconds, 0.6)), 2);
  assert.deepEqual(begun.map(([at, { seconds }]) => [at, seconds]), [[0, 4], [0, 3], [0, 2], [
    2,
    1,
  ]]);
});

Deno.test("nextJob() begins something on any machine, and nothing where nothing waits", () => {
  const heavy = job(1, 8);
  assert.equal(nextJob([heavy], [], 1), heavy);
  assert.equal(nextJob([heavy], [job(1, 0.5)], 1), undefined);
  assert.equal(nextJob([], [], 4), undefined);
});
