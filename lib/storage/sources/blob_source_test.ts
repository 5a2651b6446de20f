import assert from "node:assert/strict";
import type { OutgoingFile } from "../../transfer/ports.ts";
import { blobSource, outgoingFiles } from "./blob_source.ts";

const failingBlob = (name: string) => ({
  slice: () => ({
    arrayBuffer: () => Promise.reject(new DOMException("gone", name)),
  }),
} as unknown as Blob);

Deno.test("a source reads exactly the bytes asked for, as often as asked", async () => {
  const source = blobSource(new Blob(["0123456789"]));
  for (let time = 0; time < 2; time++) {
    assert.equal(
      new TextDecoder().decode(await source.read(4, 3)),
      "456",
    );
  }
  assert.equal((await source.read(10, 0)).byteLength, 0);
});

Deno.test("a file that is shorter now has changed", async () => {
  const source = blobSource(new Blob(["0123456789"]));
  await assert.rejects(source.read(8, 3), {
    reason: "source-changed",
    message: "Cannot read the file at 8: 2 of 3 bytes are left",
  });
});

for (const name of ["NotReadableError", "NotFoundError", "AbortError"]) {
  Deno.test(`a file that answers ${name} has changed`, async () => {
    await assert.rejects(blobSource(failingBlob(name)).read(0, 1), {
      reason: "source-changed",
    });
  });
}

Deno.test("another failure to read is not passed off as a changed file", async () => {
  await assert.rejects(blobSource(failingBlob("EncodingError")).read(0, 1), {
    name: "EncodingError",
  });
});

Deno.test("an outgoing file goes by the path it is shared under, and reads what is in it", async () => {
  const file = new File(["abc"], "c.txt", { lastModified: 1234 });
  const [{ source, ...entry }] = outgoingFiles([{ path: "a/b/c.txt", file }]) as [OutgoingFile];
  assert.deepEqual(entry, { path: "a/b/c.txt", size: 3, modified: 1234 });
  assert.equal(new TextDecoder().decode(await source.read(1, 2)), "bc");
});

Deno.test("an empty folder goes out as a path that ends with a slash, and no bytes", () => {
  const [{ source: _, ...entry }] = outgoingFiles([{ path: "a/empty/" }]) as [OutgoingFile];
  assert.deepEqual(entry, { path: "a/empty/", size: 0, modified: 0 });
});
