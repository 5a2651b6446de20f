// deno-lint-ignore-file no-console -- Part of a command line tool: this is how it speaks.
import { removeTree } from "../remove_tree.ts";
import { JobProcess } from "./job_process.ts";
import { nextJob } from "./job_queue.ts";
import type { TestResult } from "./junit_report.ts";
import { notRunIn } from "./not_run.ts";
import type { TestJob } from "./test_job.ts";

/** Memory for the browsers of one job: three, with pages. */
const JOB_BYTES = 2 * 2 ** 30;

/** Cores to fill, where there is memory for as many. */
function usableCores(): number {
  const { available } = Deno.systemMemoryInfo();
  return Math.max(1, Math.min(navigator.hardwareConcurrency, Math.floor(available / JOB_BYTES)));
}

/** All jobs of a run, and what they found. */
export class TestRun {
  readonly tests: TestResult[] = [];
  /** What failed besides tests. */
  readonly troubles: string[] = [];
  /** What couldn't run, and why. */
  readonly notRun = new Set<string>();
  readonly #running = new Map<TestJob, JobProcess>();
  readonly #folder: string;
  readonly #enclosure: readonly string[];
  #isStopped = false;

  /**
   * @param folder where temporary files go; the caller removes it
   * @param enclosure what `findEnclosure` answered
   */
  constructor(folder: string, enclosure: readonly string[]) {
    this.#folder = folder;
    this.#enclosure = enclosure;
  }

  /** Runs them all; done when the last is over. */
  async run(jobs: readonly TestJob[]): Promise<void> {
    const waiting = new Set(jobs);
    const ends = new Map<TestJob, Promise<void>>();
    const cores = usableCores();
    while (!this.#isStopped && (waiting.size > 0 || ends.size > 0)) {
      const job = nextJob([...waiting], [...ends.keys()], cores);
      if (!job) {
        await Promise.race(ends.values());
        continue;
      }
      waiting.delete(job);
      console.log(`Running ${job.name} (${jobs.length - waiting.size} of ${jobs.length})`);
      ends.set(job, this.#runJob(job).finally(() => ends.delete(job)));
    }
    await Promise.all(ends.values());
  }

  /** Ends what runs, and begins nothing more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#running.values()].map((each) => each.stop()));
  }

  async #runJob(job: TestJob): Promise<void> {
    const folder = await Deno.makeTempDir({ dir: this.#folder });
    if (this.#isStopped) return;
    const started = performance.now();
    const child = new JobProcess(job, this.#enclosure, folder);
    this.#running.set(job, child);
    const { output, trouble, ...reported } = await child.finish();
    const { file } = job;
    const tests = file ? reported.tests.map((test) => ({ ...test, file })) : reported.tests;
    this.#running.delete(job);
    const seconds = Math.round((performance.now() - started) / 1_000);
    console.log(`\n── ${job.name}, ${seconds} s\n${output.trim()}`);
    if (trouble) console.log(trouble);
    this.tests.push(...tests);
    if (trouble) this.troubles.push(trouble);
    for (const line of notRunIn(output, tests)) this.notRun.add(line);
    await removeTree(folder);
  }
}
