import assert from "node:assert/strict";
import { loadBuild, type StoredBuild } from "./snapshot.ts";

const STORED: StoredBuild = {
  id: "1",
  mode: "production",
  islands: [],
  routes: [],
  assets: [],
};

Deno.test("loadBuild() reads a file once, however many ask for it, and again where that failed", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${directory}/raw`);
    const build = loadBuild(STORED, directory);
    await assert.rejects(build.readAsset("/a.js", "raw"), Deno.errors.NotFound);
    await Deno.writeTextFile(`${directory}/raw/a.js`, "1");
    const [one, other] = await Promise.all([1, 2].map(() => build.readAsset("/a.js", "raw")));
    assert.equal(new TextDecoder().decode(one), "1");
    assert.equal(one, other);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
