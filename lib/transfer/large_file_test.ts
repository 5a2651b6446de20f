import assert from "node:assert/strict";
import { BLOCK_BYTES } from "../protocol/limits.ts";
import { HollowTransfer } from "../testing/simulation/hollow_transfer.ts";
import { Simulation } from "../testing/simulation/simulation.ts";
import { WINDOW_BYTES } from "./limits.ts";

const MIB = 2 ** 20;

/** What a reader may have taken of the disk and not handed over: read ahead, and the slab over it. */
const AHEAD_BYTES = 12 * MIB;

for (const size of [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 35 + 1]) {
  Deno.test(`a file of ${size} bytes arrives: the blocks at its ends and around 2^32 are sent`, async () => {
    const blockCount = Math.ceil(size / BLOCK_BYTES);
    const around = Math.floor(2 ** 32 / BLOCK_BYTES);
    const wanted = [0, 1, around - 1, around, blockCount - 2, blockCount - 1];
    const missing = [...new Set(wanted)].filter((block) => block < blockCount)
      .sort((a, b) => a - b);
    const isHeld = (block: number) => !missing.includes(block);
    const simulation = new Simulation();
    const it = new HollowTransfer({ simulation, size, isHeld });
    assert.equal(it.sender.totalBytes, size);
    await simulation.runUntil(() => it.sender.state.kind === "done", 60_000);
    assert.equal(it.receiver.state.kind, "done");
    const offsets = missing.map((block) => block * BLOCK_BYTES);
    const lengths = offsets.map((offset) => Math.min(BLOCK_BYTES, size - offset));
    const byOffset = it.writes.toSorted((a, b) => a.offset - b.offset);
    assert.deepEqual(byOffset.map(({ offset }) => offset), offsets);
    assert.deepEqual(byOffset.map(({ length }) => length), lengths);
    assert.deepEqual(it.noted.toSorted((a, b) => a - b), missing);
    for (const engine of [it.sender, it.receiver]) {
      assert.deepEqual([engine.doneBytes, engine.totalBytes], [size, size]);
    }
    assert.deepEqual(it.receiver.ledger?.held.ranges(), [[0, blockCount]]);
  });
}

Deno.test("a receiver whose disk is slow costs its sender a window and what is read ahead, and no more", async () => {
  const simulation = new Simulation();
  const size = 128 * MIB;
  const it = new HollowTransfer({ simulation, size, writeMs: 400 });
  let most = 0;
  await simulation.runUntil(() => {
    most = Math.max(most, it.readBytes - it.sender.doneBytes);
    return it.sender.state.kind === "done";
  }, 600_000);
  assert.equal(it.readBytes, size);
  // The first and the last block and one of sixteen, see SourceCheck.
  assert.ok(it.readAgainBytes > 0 && it.readAgainBytes <= 2 * MIB + size / 16);
  assert.ok(most <= WINDOW_BYTES + AHEAD_BYTES, `${most / MIB} MiB`);
  assert.ok(most >= WINDOW_BYTES, `${most / MIB} MiB: nothing was slow`);
});
