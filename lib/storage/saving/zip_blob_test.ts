// deno-lint-ignore-file no-console -- A program that isn't here is named.
import assert from "node:assert/strict";
import { readZipStream } from "../../testing/browsers/read_zip_stream.ts";
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

Deno.test("zipBlob says size and sum of each file before its bytes, to who reads it as a stream", async () => {
  const archive = await (await zipBlob(ENTRIES, signal)).bytes();
  assert.deepEqual(readZipStream(archive).map(({ path }) => path), ENTRIES.map(({ path }) => path));
  for (const [index, { bytes, modified }] of readZipStream(archive).entries()) {
    const { file } = ENTRIES[index]!;
    assert.deepEqual(bytes, file ? await new Response(file as Blob).bytes() : new Uint8Array());
    assert.equal(modified, MODIFIED);
  }
});

for (
  const [program, ...args] of [
    ["unzip", "-tq"],
    ["bsdtar", "-tf", "-"],
    ["busybox", "unzip", "-t", "-"],
    ["python3", "-m", "zipfile", "-t"],
  ]
) {
  Deno.test(`zipBlob's archive is whole to ${program}`, async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/a.zip`;
    try {
      await Deno.writeFile(path, await (await zipBlob(ENTRIES, signal)).bytes());
      const isStreamed = args.at(-1) === "-";
      const command = `${[program, ...args].join(" ")} ${isStreamed ? "<" : ""} ${path}`;
      const { code, stdout, stderr } = await new Deno.Command("sh", { args: ["-c", command] })
        .output();
      // 127: there is no such program here.
      if (code === 127) return console.log(`not run: there is no ${program} on this machine`);
      const said = new TextDecoder().decode(code === 0 ? stdout : stderr);
      assert.equal(code, 0, said);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

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
