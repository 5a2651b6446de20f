import assert from "node:assert/strict";
import { FakeDisk } from "../../testing/fakes/fake_disk.ts";
import { OpfsClient } from "./opfs_client.ts";
import { carryOut, opfsLocalPort } from "./opfs_local_port.ts";
import { OpfsWriter } from "./opfs_writer.ts";

const entry = { directory: "d", name: "0" };

Deno.test("opfsLocalPort answers like a worker", async () => {
  const disk = new FakeDisk();
  const client = new OpfsClient(opfsLocalPort(disk));
  client.post({ type: "open", file: 1, entry });
  const bytes = new TextEncoder().encode("ab");
  assert.equal((await client.call({ type: "write", file: 1, offset: 0, bytes })).type, "done");
  assert.equal((await client.call({ type: "finish", file: 1, size: 2 })).type, "saved");
  assert.equal(new TextDecoder().decode(disk.files.get("d/0")), "ab");
});

Deno.test("opfsLocalPort refuses what is no request: nobody waits for an answer to it", async () => {
  const client = new OpfsClient(opfsLocalPort(new FakeDisk()));
  await assert.rejects(client.call({ type: "keep", file: -1 }), TypeError);
});

Deno.test("carryOut throws in its caller's task, whose worker's page hears of it", () => {
  const writer = new OpfsWriter(new FakeDisk(), () => assert.fail("answered"));
  assert.throws(() => carryOut(writer, { type: "?" }), TypeError);
});
