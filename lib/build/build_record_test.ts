import assert from "node:assert/strict";
import { recordOf, writeRecord } from "./build_record.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("recordOf() names each file's SHA-256, and one of all that sha256sum would print", () => {
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.deepEqual(recordOf("0123abc", new Map([["/b/c.js", bytes("abc")], ["/a", bytes("")]])), {
    commit: "0123abc",
    // printf '%s  ./a\n%s  ./b/c.js\n' $empty $abc | sha256sum
    digest: "57ea03720bb04167abaadbaa1db024d043272f09e94de2a990c74c8f21865288",
    files: { "/a": empty, "/b/c.js": abc },
  });
});

Deno.test("recordOf() has another digest for other bytes, another name, and one file more", () => {
  const digestOf = (...files: readonly (readonly [string, string])[]) =>
    recordOf("", new Map(files.map(([path, text]) => [path, bytes(text)]))).digest;
  const digests = [
    digestOf(["/a", "x"], ["/b", "y"]),
    digestOf(["/a", "x"], ["/b", "z"]),
    digestOf(["/a", "x"], ["/c", "y"]),
    digestOf(["/a", "y"], ["/b", "x"]),
    digestOf(["/a", "x"], ["/b", "y"], ["/c", ""]),
  ];
  assert.equal(new Set(digests).size, digests.length);
  assert.equal(digestOf(["/b", "y"], ["/a", "x"]), digests[0]);
});

Deno.test("writeRecord() writes nothing where a builder keeps its files elsewhere", async () => {
  const folder = await Deno.makeTempDir({ prefix: "filefrag_build_" });
  try {
    assert.equal(await writeRecord(folder, "0123abc"), undefined);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
