import assert from "node:assert/strict";
import { brotliDecompressSync } from "node:zlib";
import { App, staticFiles } from "./mod.ts";
import { attachBuild } from "./snapshot.ts";
import { fixtureFetch } from "./testdata/fixture.ts";

const get = await fixtureFetch();
const IMMUTABLE = "public, max-age=31536000, immutable";

Deno.test("staticFiles() serves every static folder, to be checked again each time", async () => {
  const response = await get("/styles.css");
  assert.equal(response.headers.get("content-type"), "text/css; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-cache");
  assert.equal(response.headers.get("vary"), "Accept-Encoding");
  assert.equal(response.headers.get("content-encoding"), null);
  assert.match(await response.text(), /rebeccapurple/);
  assert.equal(await (await get("/second.txt")).text(), "from the second folder\n");
});

Deno.test("staticFiles() lets scripts and asset() URLs of this build be kept for ever, other builds' not", async () => {
  const html = await (await get("/")).text();
  const script = /href="(\/_fresh\/js\/[^"]+)"/.exec(html)?.[1] ?? assert.fail("no script");
  const styles = /href="(\/styles\.css\?[^"]+)"/.exec(html)?.[1] ?? assert.fail("no stylesheet");
  for (const url of [script, styles]) {
    assert.equal((await get(url)).headers.get("cache-control"), IMMUTABLE);
  }
  assert.equal((await get("/styles.css?__frsh_c=other")).headers.get("cache-control"), "no-cache");
});

Deno.test("staticFiles() sends brotli to those who take it, and the raw file where compression gains nothing", async () => {
  const ask = (path: string, encoding: string) =>
    get(path, { headers: { "accept-encoding": encoding } });
  const plain = new Uint8Array(await (await get("/styles.css")).arrayBuffer());
  const br = await ask("/styles.css", "gzip, deflate, br");
  assert.equal(br.headers.get("content-encoding"), "br");
  const bytes = new Uint8Array(await br.arrayBuffer());
  assert.equal(Number(br.headers.get("content-length")), bytes.byteLength);
  assert.deepEqual(Uint8Array.from(brotliDecompressSync(bytes)), plain);
  assert.equal((await ask("/styles.css", "br;q=0, gzip")).headers.get("content-encoding"), "gzip");
  assert.equal((await ask("/styles.css", "identity")).headers.get("content-encoding"), null);
  assert.equal((await ask("/tiny.txt", "br, gzip")).headers.get("content-encoding"), null);
});

Deno.test("staticFiles() answers a known ETag with 304 and HEAD without a body", async () => {
  const etag = (await get("/styles.css")).headers.get("etag") ?? assert.fail("no ETag");
  const known = await get("/styles.css", { headers: { "if-none-match": `"x", ${etag}` } });
  assert.equal(known.status, 304);
  assert.equal(known.body, null);
  assert.equal((await get("/styles.css", { headers: { "if-none-match": '"x"' } })).status, 200);
  const head = await get("/styles.css", { method: "HEAD" });
  assert.equal(await head.text(), "");
  assert.ok(Number(head.headers.get("content-length")) > 100);
});

Deno.test("staticFiles() passes on what is no file, a path outside included", async () => {
  for (
    const path of ["/nothing.css", "/%2e%2e/main.ts", "/..%2fmain.ts", "/styles.css%00", "/%zz.css"]
  ) {
    assert.equal((await get(path)).status, 404, path);
  }
  assert.equal((await get("/styles.css", { method: "POST" })).status, 404);
});

Deno.test("staticFiles() hands a file on in pieces, as they are taken, and all of it", async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
  const app = new App().use(staticFiles());
  const asset = { type: "text/plain", hash: "1", immutable: true, encodings: ["raw"] } as const;
  attachBuild(app, {
    id: "1",
    mode: "production",
    islands: [],
    routes: [],
    assets: new Map([["/a.txt", asset]]),
    readAsset: () => Promise.resolve(bytes),
  });
  const response = await app.handler()(new Request("http://localhost/a.txt"));
  const pieces = await Array.fromAsync(response.body ?? []);
  assert.ok(pieces.every((piece) => piece.length <= 16_384));
  // The file itself and no copy of it: what waits for a reader takes nothing.
  assert.ok(pieces.every((piece) => piece.buffer === bytes.buffer));
  assert.deepEqual(Uint8Array.from(pieces.flatMap((piece) => [...piece])), bytes);
});
