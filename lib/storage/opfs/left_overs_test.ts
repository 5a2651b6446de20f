import assert from "node:assert/strict";
import { FakeDirectories, FakeDisk, FakeGuards } from "../../testing/fakes/fake_disk.ts";
import { FakeOrigin } from "../../testing/fakes/fake_origin.ts";
import { clearLeftOvers, findLeftOvers } from "./left_overs.ts";

const NOW = 5_000;

Deno.test("what pages that are gone have left is counted and removed, and nothing that is in use", async () => {
  const guards = new FakeGuards();
  const disk = new FakeDisk();
  const put = (path: string, text: string) => disk.files.set(path, new TextEncoder().encode(text));
  const describe = (sessionId: string) =>
    JSON.stringify({ sessionId, transferId: "t", listDigest: "l", acceptedAt: 1 });
  put("gone/0", "12345");
  put("gone/description", describe("other"));
  put("own/0", "1234");
  put("own/description", describe("session"));
  put("torn/0", "123");
  const living = new FakeDirectories(disk, guards);
  const used = await living.add();
  put(`${used}/0`, "12");
  const directories = new FakeDirectories(disk, guards);

  const bytes = 5 + describe("other").length + 3;
  assert.deepEqual(await findLeftOvers(directories, "session", NOW), { transfers: 2, bytes });
  await clearLeftOvers(directories, "session", NOW);
  assert.deepEqual(await findLeftOvers(directories, "session", NOW), { transfers: 0, bytes: 0 });
  assert.deepEqual([...disk.files.keys()].sort(), [`${used}/0`, "own/0", "own/description"].sort());
});

Deno.test("nothing is left where nobody received", async () => {
  const { disk } = new FakeOrigin();
  const directories = new FakeDirectories(disk, new FakeGuards());
  assert.deepEqual(await findLeftOvers(directories, "session", NOW), { transfers: 0, bytes: 0 });
});
