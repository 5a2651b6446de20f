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

Deno.test("jointReads makes reads of neighbours in one breath one, and gives each what is its own", () =>
  countingReads(async (sizes) => {
    const texts = Array.from({ length: 100 }, (_, index) => `${index}`);
    const read = jointReads(texts.map((text) => new Blob([text])));
    const buffers = await Promise.all(texts.map((_, index) => read(index)));
    assert.deepEqual(buffers.map(text), texts);
    assert.deepEqual(sizes, [10 + 2 * 54, 2 * 36]);
    assert.ok(buffers.every((buffer, index) => buffer.byteLength === texts[index]!.length));
    assert.equal(text(await read(7)), "7");
    assert.equal(sizes.length, 3);
  }));

Deno.test("jointReads reads alone what is long, and what has no neighbour in the same breath", () =>
  countingReads(async (sizes) => {
    const long = new Blob([new Uint8Array(64 * 1024 + 1)]);
    const read = jointReads([new Blob(["a"]), long, new Blob(["b"]), new Blob(["c"]), new Blob()]);
    await Promise.all([read(0), read(1), read(2)]);
    assert.deepEqual(sizes.splice(0), [long.size, 2]);
    await Promise.all([read(3), read(0), read(4)]);
    assert.deepEqual(sizes, [0, 1, 1]);
  }));

Deno.test("jointReads joins so many files and no more", () =>
  countingReads(async (sizes) => {
    const read = jointReads(Array.from({ length: 1_001 }, () => new Blob(["x"])));
    await Promise.all([read(998), read(999), read(1_000)]);
    assert.deepEqual(sizes.toSorted(), [1, 2]);
  }));

Deno.test("jointReads refuses a file that there isn't", async () => {
  await assert.rejects(jointReads([])(0), RangeError);
});

Deno.test("jointReads lets a file that can't be read fail alone", async () => {
  const gone = new Blob(["gone"]);
  const error = new DOMException("gone", "NotFoundError");
  const real = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = function () {
    // A joined blob fails with the first of its parts that does.
    return this === gone || this.size === 10 ? Promise.reject(error) : real.call(this);
  };
  try {
    const read = jointReads([new Blob(["abc"]), gone, new Blob(["def"])]);
    const [a, b, c] = await Promise.allSettled([read(0), read(1), read(2)]);
    assert.deepEqual([a, c].map((result) => result.status === "fulfilled" && text(result.value)), [
      "abc",
      "def",
    ]);
    assert.deepEqual(b, { status: "rejected", reason: error });
  } finally {
    Blob.prototype.arrayBuffer = real;
  }
});
