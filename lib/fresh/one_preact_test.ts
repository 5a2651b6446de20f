import assert from "node:assert/strict";
import { fixtureFetch } from "./testdata/fixture.ts";

const get = await fixtureFetch();

/** The scripts a page asks for at once, by URL. */
async function scriptsOf(path: string): Promise<Map<string, string>> {
  const html = await (await get(path)).text();
  const scripts = new Map<string, string>();
  for (const [, url = ""] of html.matchAll(/<link rel="modulepreload" href="([^"]+)"/g)) {
    scripts.set(url, await (await get(url)).text());
  }
  return scripts;
}

/** Strings that only the library itself contains. */
const LIBRARIES = { preact: "1998/Math/MathML", signals: "Cycle detected" };

for (const path of ["/", "/local", "/pairs/left", "/pairs/right", "/pairs/both"]) {
  Deno.test(`${path} loads one copy of preact and signals, and all that its scripts import`, async () => {
    const scripts = await scriptsOf(path);
    for (const [name, mark] of Object.entries(LIBRARIES)) {
      const copies = [...scripts].filter(([, source]) => source.includes(mark));
      assert.equal(copies.length, 1, `${name} is in ${copies.map(([url]) => url).join()}`);
    }
    for (const [url, source] of scripts) {
      for (const [, imported = ""] of source.matchAll(/(?:from|import)"([^"]+)"/g)) {
        const absolute = new URL(imported, `http://localhost${url}`).pathname;
        assert.ok(scripts.has(absolute), `${imported}, which ${url} imports, is there`);
      }
    }
  });
}

Deno.test("pages whose islands can meet share their scripts, others share none", async () => {
  const [left, right, both, local] = await Promise.all(
    ["/pairs/left", "/pairs/right", "/pairs/both", "/local"].map(scriptsOf),
  );
  const urls = new Set(both?.keys());
  assert.ok(new Set(left?.keys()).isSubsetOf(urls));
  assert.ok(new Set(right?.keys()).isSubsetOf(urls));
  assert.ok(new Set(local?.keys()).isDisjointFrom(urls));
});

Deno.test("what an island that never meets another loads at once is one script and its exports", async () => {
  const [entry, chunk, ...others] = (await scriptsOf("/local")).values();
  assert.match(entry ?? "", /^import\{[^}]*\}from"[^"]+";export\{[^}]*\};\s*$/);
  assert.ok(chunk?.includes("count:"), "code it shares with what it loads later is in the same");
  assert.deepEqual(others, []);
});
