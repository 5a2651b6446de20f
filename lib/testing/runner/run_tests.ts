// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Runs tests in processes beside each other as far as there are cores: `run_tests.ts unit e2e`. Names
 * behind that choose among the files of browser tests: `deno task test:e2e screen`.
 *
 * The output of each process is printed whole when it is over; at the end comes what couldn't run and
 * why, where the time went, and how many passed and failed. Nothing that was started lives on, on any
 * path (`enclosure.ts`).
 * @module
 */
import { removeTree } from "../remove_tree.ts";
import { findEnclosure } from "./enclosure.ts";
import { browserJobs, unitJob } from "./test_jobs.ts";
import { summaryOf } from "./test_summary.ts";
import type { TestJob } from "./test_job.ts";
import { TestRun } from "./test_run.ts";

const KINDS = ["unit", "e2e"];

async function browserTests(): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) await look(path);
      else if (name.endsWith("_e2e_test.ts")) found.push(path);
    }
  };
  for (const folder of ["lib", "islands"]) await look(folder);
  return found.sort();
}

async function jobsOf(args: readonly string[]): Promise<TestJob[]> {
  const chosen = args.filter((arg) => !KINDS.includes(arg));
  const isChosen = (file: string) => chosen.length === 0 || chosen.some((it) => file.includes(it));
  return [
    ...(args.includes("unit") ? [unitJob(navigator.hardwareConcurrency)] : []),
    ...(args.includes("e2e") ? browserJobs((await browserTests()).filter(isChosen)) : []),
  ];
}

function print(heading: string, lines: Iterable<string>): void {
  const all = [...lines];
  if (all.length > 0) console.log([`\n${heading}`, ...all.map((line) => `  ${line}`)].join("\n"));
}

const started = performance.now();
const jobs = await jobsOf(Deno.args);
const folder = await Deno.makeTempDir({ prefix: "filefrag_tests_" });
const run = new TestRun(folder, await findEnclosure());
let stopped: Deno.Signal | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => {
    stopped = signal;
    void run.stop();
  });
}
try {
  await run.run(jobs);
} finally {
  await removeTree(folder);
}
const { times, failed, lastLine } = summaryOf(run.tests, run.troubles);
console.log(`\n${times.join("\n")}`);
print("Not run:", run.notRun);
print("Failed:", failed);
console.log(`\n${Math.round((performance.now() - started) / 1_000)} s`);
console.log(stopped ? `Stopped by ${stopped}` : lastLine);
Deno.exit(stopped || failed.length > 0 ? 1 : 0);
