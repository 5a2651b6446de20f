import assert from "node:assert/strict";
import { jointReads } from "./joint_reads.ts";

const text = (buffer: ArrayBuffer) => new TextDecoder().decode(buffer);

/** Runs a test with every read of a blob counted by the size of what is read. */
async function countingReads(run: (sizes: number[]) => Promise<void>): Promise<void> {
  const sizes: number[] = [];
  const real = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = function () {
    sizes.push(this.size);
    return real.call(this);
  };
  try {
    await run(sizes);
  } finally {
    Blob.prototype.arrayBuffer = real;
  }
}

Deno.test("jointReads makes small reads of one breath one, and gives each what is its own", () =>
  countingReads(async (sizes) => {
    const read = jointReads();
    const texts = Array.from({ length: 100 }, (_, index) => `${index}`);
    const buffers = await Promise.all(texts.map((text) => read(new Blob([text]))));
    assert.deepEqual(buffers.map(text), texts);
    assert.deepEqual(sizes, [10 + 2 * 54, 2 * 36]);
    assert.ok(buffers.every((buffer, index) => buffer.byteLength === texts[index]!.length));
    assert.equal(text(await read(new Blob(["later"]))), "later");
    assert.equal(sizes.length, 3);
  }));

Deno.test("jointReads reads alone what is long", () =>
  countingReads(async (sizes) => {
    const read = jointReads();
    const long = new Blob([new Uint8Array(64 * 1024 + 1)]);
    await Promise.all([read(new Blob(["a"])), read(long), read(new Blob(["b"]))]);
    assert.deepEqual(sizes.toSorted((a, b) => a - b), [2, long.size]);
  }));

Deno.test("jointReads lets a file that can't be read fail alone", async () => {
  const gone = new Blob(["gone"]);
  const error = new DOMException("gone", "NotFoundError");
  const real = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = function () {
    // A joined blob fails with the first of its parts that does.
    return this === gone || this.size === 10 ? Promise.reject(error) : real.call(this);
  };
  try {
    const read = jointReads();
    const [a, b, c] = await Promise.allSettled([
      read(new Blob(["abc"])),
      read(gone),
      read(new Blob(["def"])),
    ]);
    assert.deepEqual([a, c].map((result) => result.status === "fulfilled" && text(result.value)), [
      "abc",
      "def",
    ]);
    assert.deepEqual(b, { status: "rejected", reason: error });
  } finally {
    Blob.prototype.arrayBuffer = real;
  }
});
