import assert from "node:assert/strict";
import { MAX_MODIFIED } from "../../protocol/file_entry.ts";
import { zipBlob } from "../../storage/saving/zip_blob.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { readZip } from "../../testing/browsers/read_zip.ts";
import { SavedFiles } from "./saved_files.ts";

for (
  const [modified, year] of [
    [0, 1980],
    [new Date(2107, 11, 31).getTime(), 2107],
    [new Date(2108, 0).getTime(), 2107],
    [MAX_MODIFIED, 2107],
  ] as const
) {
  Deno.test(`SavedFiles puts what was modified at ${modified} into the archive as of ${year}`, async () => {
    const saved = new SavedFiles({
      edges: {
        clock: new FakeClock(),
        saveUrl: () => assert.fail("linked"),
        save: () => assert.fail("saved"),
      },
      files: [{ name: "folder/", size: 0, modified }],
      hasDestination: false,
      onSaved: () => {},
      onText: () => {},
    });
    const archive = await zipBlob(saved.entries(), new AbortController().signal);
    const [entry] = readZip(new Uint8Array(await archive.arrayBuffer()));
    assert.equal(entry?.modified.getFullYear(), year);
  });
}
