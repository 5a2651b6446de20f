import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { readBuildInfo, UNKNOWN_BUILD } from "./build_info.ts";

async function infoOf(text: string) {
  const path = await Deno.makeTempFile({ prefix: "filefrag_build_" });
  try {
    await Deno.writeTextFile(path, text);
    return await readBuildInfo(pathToFileURL(path));
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readBuildInfo() reads the commit and the digest, and nothing else", async () => {
  const record = { commit: "0123abc", digest: "f00d", files: { "/a.js": "c0ffee" } };
  assert.deepEqual(await infoOf(JSON.stringify(record)), { commit: "0123abc", digest: "f00d" });
});

Deno.test("readBuildInfo() knows nothing where there is no record, or what is there is none", async () => {
  for (const text of ["null", "[]", "{}", '{"commit": "0123abc"}', '{"commit": 1, "digest": 2}']) {
    assert.deepEqual(await infoOf(text), UNKNOWN_BUILD, text);
  }
  const missing = new URL("./no_such_record.json", import.meta.url);
  assert.deepEqual(await readBuildInfo(missing), UNKNOWN_BUILD);
});
