import assert from "node:assert/strict";
import { FakeDisk } from "../../testing/fakes/fake_disk.ts";
import { carryOut } from "./carry_out.ts";
import { OpfsWriter } from "./opfs_writer.ts";

Deno.test("carryOut throws in its caller's task, whose worker's page hears of it", () => {
  const writer = new OpfsWriter(new FakeDisk());
  for (const message of [{ type: "?" }, { type: "keep", call: 1, file: -1 }]) {
    assert.throws(() => carryOut(writer, message, () => assert.fail("answered")), TypeError);
  }
});

Deno.test("carryOut answers under the call's number, also what fails", async () => {
  const writer = new OpfsWriter(new FakeDisk());
  const answer = (message: unknown) =>
    new Promise<unknown>((resolve) => carryOut(writer, message, resolve));
  const entry = { directory: "d", name: "0" };
  assert.deepEqual(await answer({ type: "probe", call: 7, entry, bytes: 5 }), {
    type: "room",
    call: 7,
    bytes: 5,
  });
  assert.deepEqual(await answer({ type: "finish", call: 8, file: 1, size: 0 }), {
    type: "failed",
    call: 8,
    reason: "storage-failed",
    message: "Cannot finish: Error: the file is closed",
  });
});
