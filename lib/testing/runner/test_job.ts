import type { JobCost } from "./job_queue.ts";

/** Tests that run in one process. */
export interface TestJob extends JobCost {
  /** The only file of it, where there is one: a report names the file that registers a test, which may be a helper. */
  readonly file?: string;
  readonly name: string;
  /** What `deno test` is told. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** When it counts as hung. */
  readonly deadlineMs: number;
}
