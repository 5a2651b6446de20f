import assert from "node:assert/strict";
import { browserJobs, COSTS } from "./test_jobs.ts";

Deno.test("every file whose cost is known is there", async () => {
  for (const file of Object.keys(COSTS)) assert.ok((await Deno.stat(file)).isFile, file);
});

Deno.test("a file that no cost is known of is a job as well", () => {
  const [job] = browserJobs(["islands/new_e2e_test.ts"]);
  assert.deepEqual(job?.args, ["islands/new_e2e_test.ts"]);
  assert.ok(job.cores > 0 && job.seconds > 0);
});
