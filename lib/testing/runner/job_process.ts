import process from "node:process";
import { parseJunit, type TestResult } from "./junit_report.ts";
import type { TestJob } from "./test_job.ts";

/** What became of a job. */
export interface FinishedJob {
  readonly output: string;
  readonly tests: readonly TestResult[];
  /** What went wrong besides tests that failed. */
  readonly trouble: string | undefined;
}

/** Time for a process to close what it has before it is killed. */
const GRACE_MS = 5_000;

/**
 * A job's process and all that it starts. Its output is kept until it is over, and its temporary files are
 * in a folder that goes away with it.
 */
export class JobProcess {
  readonly #job: TestJob;
  readonly #child: Deno.ChildProcess;
  readonly #enclosed: boolean;
  readonly #folder: string;
  #isOver = false;
  #hung = false;

  /**
   * @param enclosure what `findEnclosure` answered
   * @param folder an empty one
   */
  constructor(job: TestJob, enclosure: readonly string[], folder: string) {
    this.#job = job;
    this.#enclosed = enclosure.length > 0;
    this.#folder = folder;
    const [program = "", ...args] = [
      ...enclosure,
      // Not quietly: that would keep what tests say to themselves, and why one can't run.
      ...[Deno.execPath(), "test", "-A", "--no-check", `--junit-path=${this.#report}`],
      ...job.args,
    ];
    this.#child = new Deno.Command(program, {
      args,
      env: { TMPDIR: folder, ...job.environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: true, // So that its group is what it started, where nothing encloses it.
    }).spawn();
  }

  get #report(): string {
    return `${this.#folder}/junit.xml`;
  }

  /** Waits for its end; one that takes too long is killed. */
  async finish(): Promise<FinishedJob> {
    const timer = setTimeout(() => {
      this.#hung = true;
      void this.stop();
    }, this.#job.deadlineMs);
    const chunks: string[] = [];
    const reading = [this.#child.stdout, this.#child.stderr].map(async (stream) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) chunks.push(text);
    });
    const { code, signal } = await this.#child.status;
    this.#isOver = true;
    clearTimeout(timer);
    this.#kill("SIGKILL"); // What it left behind would hold its output open.
    await Promise.all(reading);
    const tests = await this.#readReport();
    return { output: chunks.join(""), tests, trouble: this.#troubleOf(code, signal, tests) };
  }

  /** Ends it with everything that it started. */
  async stop(): Promise<void> {
    if (this.#enclosed) return this.#kill("SIGKILL");
    // Browsers are in groups of their own: the process closes them when it is asked to end.
    this.#kill("SIGTERM");
    const timer = setTimeout(() => this.#kill("SIGKILL"), GRACE_MS);
    await this.#child.status;
    clearTimeout(timer);
  }

  #kill(signal: Deno.Signal): void {
    if (this.#enclosed && this.#isOver) return; // All its processes are over, the number is free.
    try {
      process.kill(this.#enclosed ? this.#child.pid : -this.#child.pid, signal);
    } catch (error) {
      // Nobody is left: what was wanted.
      if (!(error instanceof Deno.errors.NotFound) && !isNoSuchProcess(error)) throw error;
    }
  }

  async #readReport(): Promise<TestResult[]> {
    try {
      return parseJunit(await Deno.readTextFile(this.#report));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return []; // It ended before it wrote one.
      throw error;
    }
  }

  #troubleOf(
    code: number,
    signal: string | null,
    tests: readonly TestResult[],
  ): string | undefined {
    const { name, deadlineMs } = this.#job;
    if (this.#hung) return `${name} wasn't over after ${deadlineMs / 60_000} minutes`;
    if (signal) return `${name} was ended by ${signal}`;
    if (code !== 0 && !tests.some(({ outcome }) => outcome === "failed")) {
      return `${name} ended with code ${code}`;
    }
    return tests.length === 0 ? `${name} ran no test` : undefined;
  }
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ESRCH";
}
