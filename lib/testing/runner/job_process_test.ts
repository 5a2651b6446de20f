import assert from "node:assert/strict";
import { until } from "../servers/until.ts";
import { findEnclosure } from "./enclosure.ts";
import { JobProcess } from "./job_process.ts";

const WITHIN_MS = 60_000;

/** A job of one file of tests in a folder that goes away with it. */
class Trial implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Trial> {
    return new Trial(await Deno.makeTempDir({ prefix: "filefrag_job_" }));
  }

  /** How much what it started has written; `undefined` before it wrote anything. */
  async written(): Promise<number | undefined> {
    try {
      return (await Deno.stat(`${this.#folder}/written`)).size;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Done once nobody writes any more. */
  async standsStill(): Promise<void> {
    await until("nobody writes", async () => {
      const before = await this.written();
      await new Promise((resolve) => setTimeout(resolve, 1_000)); // Ten rounds of who still does.
      return before === await this.written() || undefined;
    }, WITHIN_MS);
  }

  async start(source: string, enclosure: readonly string[] = [], deadlineMs = WITHIN_MS) {
    const file = `${this.#folder}/trial_test.ts`;
    await Deno.writeTextFile(file, source);
    const job = {
      name: "trial_test.ts",
      args: [file],
      environment: { WRITTEN: `${this.#folder}/written` },
      deadlineMs,
      cores: 1,
      seconds: 1,
    };
    return new JobProcess(job, enclosure, this.#folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** A test that never ends, and starts a process which writes as long as it lives. */
const ENDLESS = `
  Deno.test("never ends", async () => {
    const loop = 'while :; do echo . >> "$WRITTEN"; sleep 0.1; done';
    await new Deno.Command("sh", { args: ["-c", loop] }).spawn().status;
  });`;

Deno.test("a job's tests are told with its whole output, one that failed as such", async () => {
  await using trial = await Trial.create();
  const job = await trial.start(`
    Deno.test("adds", () => console.log("said", 1 + 1));
    Deno.test("fails", () => { console.error("wrong"); throw new Error("on purpose"); });
    Deno.test.ignore("can't", () => {});`);
  const { output, tests, trouble } = await job.finish();
  assert.deepEqual(tests.map(({ name, outcome }) => [name, outcome]), [
    ["adds", "passed"],
    ["fails", "failed"],
    ["can't", "skipped"],
  ]);
  assert.equal(trouble, undefined);
  for (const said of ["said 2", "wrong", "on purpose"]) assert.ok(output.includes(said), output);
});

Deno.test("a file that can't be loaded, and one without tests, are troubles with its name", async () => {
  for (const source of ['throw new Error("on purpose");', "export {};"]) {
    await using trial = await Trial.create();
    const { trouble, tests } = await (await trial.start(source)).finish();
    assert.deepEqual(tests, []);
    assert.match(trouble ?? "", /^trial_test\.ts (?:ended with code 1|ran no test)$/);
  }
});

Deno.test("a process that crashes is a trouble with its name, and what it said is kept", async () => {
  await using trial = await Trial.create();
  const job = await trial.start(`
    Deno.test("crashes", () => Deno.kill(Deno.pid, "SIGKILL"));`);
  const { output, trouble } = await job.finish();
  assert.equal(trouble, "trial_test.ts was ended by SIGKILL");
  assert.match(output, /crashes/);
});

const ENCLOSURES = [["without an enclosure", []], [
  "in its enclosure",
  await findEnclosure(),
]] as const;

for (const [where, enclosure] of ENCLOSURES) {
  Deno.test(`a job that hangs is ended ${where} with what it started, and told by name`, async () => {
    await using trial = await Trial.create();
    const { output, trouble } = await (await trial.start(ENDLESS, enclosure, 4_000)).finish();
    assert.match(trouble ?? "", /^trial_test\.ts wasn't over after /);
    assert.match(output, /never ends/);
    await trial.standsStill();
  });

  Deno.test(`a job that is stopped ${where} leaves no process`, async () => {
    await using trial = await Trial.create();
    const job = await trial.start(ENDLESS, enclosure);
    const finished = job.finish();
    await until("the test runs", () => trial.written(), WITHIN_MS);
    await job.stop();
    assert.equal(typeof (await finished).trouble, "string");
    await trial.standsStill();
  });
}
