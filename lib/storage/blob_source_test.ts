import assert from "node:assert/strict";
import { blobSource, outgoingFile } from "./blob_source.ts";

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

Deno.test("an outgoing file names itself by its path inside a chosen folder", () => {
  const file = new File(["abc"], "c.txt", { lastModified: 1234 });
  assert.equal(outgoingFile(file).path, "c.txt");
  Object.defineProperty(file, "webkitRelativePath", { value: "a/b/c.txt" });
  const { path, size, modified } = outgoingFile(file);
  assert.deepEqual({ path, size, modified }, {
    path: "a/b/c.txt",
    size: 3,
    modified: 1234,
  });
});

Deno.test("a date before 1970 counts as unknown, because the protocol has none", () => {
  const file = new File([], "old", { lastModified: -1 });
  assert.equal(outgoingFile(file).modified, 0);
});
