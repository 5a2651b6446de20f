import assert from "node:assert/strict";
import { makeZip } from "client-zip";
import { zipBlob, type ZipEntry } from "./zip_blob.ts";

const { signal } = new AbortController();
const MODIFIED = Date.UTC(2026, 0, 2, 3, 4, 6);

function randomFile(size: number): Blob {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return new Blob([bytes]);
}

const ENTRIES: readonly ZipEntry[] = [
  { path: "a.bin", modified: MODIFIED, file: randomFile(9 * 1024 * 1024 + 1) },
  { path: "Фото/ёжик 🦔.txt", modified: MODIFIED, file: new Blob(["hello"]) },
  { path: "Фото/empty.txt", modified: MODIFIED, file: new Blob([]) },
  { path: "nothing in it/", modified: MODIFIED },
];

Deno.test("zipBlob gives the archiver's own bytes", async () => {
  const expected = await new Response(
    makeZip(ENTRIES.map(({ path, file, modified }) => ({
      name: path,
      lastModified: new Date(modified),
      ...(file && { input: file as Blob }),
    }))),
  ).bytes();
  const actual = await (await zipBlob(ENTRIES, signal)).bytes();
  assert.ok(actual.length > 9 * 1024 * 1024);
  assert.deepEqual(actual, expected);
});

Deno.test("zipBlob makes the same archive of files that are bytes in memory", async () => {
  const inMemory = await Promise.all(ENTRIES.map(async ({ file, ...entry }) => ({
    ...entry,
    ...(file && { file: await new Response(file as Blob).bytes() }),
  })));
  let counted = 0;
  const archive = await zipBlob(inMemory, signal, (count) => counted += count);
  assert.deepEqual(await archive.bytes(), await (await zipBlob(ENTRIES, signal)).bytes());
  assert.equal(counted, 9 * 1024 * 1024 + 1 + 5);
});

Deno.test("zipBlob holds no byte of a file: its parts are slices", async () => {
  const sizes: number[] = [];
  const real = globalThis.Blob;
  globalThis.Blob = class extends real {
    constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
      super(parts, options);
      for (const part of parts) if (part instanceof Uint8Array) sizes.push(part.length);
    }
  };
  try {
    await zipBlob(ENTRIES, signal);
  } finally {
    globalThis.Blob = real;
  }
  const held = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(held > 0 && held < 1_500, `${held} bytes`);
});

Deno.test("zipBlob counts the files' bytes", async () => {
  let counted = 0;
  await zipBlob(ENTRIES, signal, (count) => counted += count);
  assert.equal(counted, 9 * 1024 * 1024 + 1 + 5);
});

Deno.test("zipBlob ends with the signal's reason, and reads no further", async () => {
  const aborter = new AbortController();
  const reason = new Error("enough");
  const zipping = zipBlob(ENTRIES, aborter.signal, () => aborter.abort(reason));
  await assert.rejects(zipping, reason);
});

Deno.test("zipBlob ends with a file that can't be read", async () => {
  const file = new Blob(["x"]);
  const gone = Object.assign(file, {
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("", "NotReadableError")) }),
  });
  await assert.rejects(
    zipBlob([{ path: "gone", modified: 0, file: gone }], signal),
    { name: "NotReadableError" },
  );
});
