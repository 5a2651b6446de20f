import assert from "node:assert/strict";
import { watchMemory } from "../bench/processes/process_memory.ts";
import { processTree } from "../bench/processes/process_tree.ts";
import { FileStage } from "../lib/testing/browsers/file_stage.ts";
import { TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;
const SIZE = 192 * MIB;

/** A machine that has a tenth of the time it would need. */
const STOPPED_MS = 900;
const RUNNING_MS = 100;
const ROUNDS = 15;

/** What is read ahead, hashed and in flight comes to 8 + 16 MiB; a file that piled up, to hundreds. */
const MOST_MIB = 120;

Deno.test("a receiver that can't keep up slows its sender, which holds no more than its window", async () => {
  await using stage = await FileStage.start();
  const { sending, receiving } = stage;
  const { path, sender, receiver } = await stage.offer(SIZE);
  const idle = await watchMemory([sending.processId], () => Promise.resolve());
  await receiver.press("receive");
  await receiver.waitFor("transferring");
  const slow = await watchMemory([sending.processId], async () => {
    for (let round = 0; round < ROUNDS; round++) await stopFor(receiving.processId, STOPPED_MS);
  });
  const grownMiB = (slow.trees[0]?.peak ?? NaN) - (idle.trees[0]?.median ?? NaN);
  assert.ok(grownMiB < MOST_MIB, `the sender grew by ${Math.round(grownMiB)} MiB`);
  assert.equal((await sender.state()).state, "transferring");
  await sender.waitFor("done", TRANSFER_MS);
  await stage.assertSaved({ path });
});

/** Stops a browser for a while, and lets it run for a moment. */
async function stopFor(processId: number, ms: number): Promise<void> {
  const tree = await processTree(processId);
  const signal = (name: Deno.Signal) => {
    for (const { pid } of tree) {
      try {
        Deno.kill(pid, name);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error; // It ended by itself.
      }
    }
  };
  signal("SIGSTOP");
  try {
    await new Promise((resolve) => setTimeout(resolve, ms));
  } finally {
    signal("SIGCONT");
  }
  await new Promise((resolve) => setTimeout(resolve, RUNNING_MS));
}
