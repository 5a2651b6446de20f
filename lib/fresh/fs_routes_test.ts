import assert from "node:assert/strict";
import { HttpError } from "./error.ts";
import { patternOf, readFsRoutes } from "./fs_routes.ts";
import { fixtureFetch } from "./testdata/fixture.ts";
import { silenceErrors } from "../testing/silence_errors.ts";

const get = await fixtureFetch();
const textOf = async (path: string, init?: RequestInit) => await (await get(path, init)).text();

Deno.test("patternOf() turns file paths into patterns", () => {
  const table: [string, string][] = [
    ["index", "/"],
    ["about", "/about"],
    ["blog/index", "/blog"],
    ["blog/[slug]/comments", "/blog/:slug/comments"],
    ["old/[...path]", "/old/:path*"],
    ["docs/[[version]]/index", "/docs{/:version}?"],
    ["(group)/(inner)/about", "/about"],
    ["[a]-[b]", "/:a-:b"],
    ["feed.xml", "/feed.xml"],
  ];
  for (const [path, pattern] of table) assert.equal(patternOf(path), pattern);
});

Deno.test("fsRoutes() serves [id], fixed names first, [...rest], [[optional]] and routeOverride", async () => {
  assert.deepEqual(JSON.parse(await textOf("/room/a%20b")), {
    id: "a b",
    method: "GET",
    route: "/room/:id",
  });
  assert.equal(JSON.parse(await textOf("/room/1", { method: "PUT" })).method, "PUT");
  assert.equal(await textOf("/room/lobby"), "lobby");
  assert.deepEqual(JSON.parse(await textOf("/files/a/b")), { path: "a/b" });
  assert.deepEqual(JSON.parse(await textOf("/docs")), {});
  assert.deepEqual(JSON.parse(await textOf("/docs/v1")), { version: "v1" });
  assert.deepEqual(JSON.parse(await textOf("/x/m@2")), { module: "m", version: "2" });
});

Deno.test("fsRoutes() runs folder middleware outermost first and wraps pages in layouts and the app", async () => {
  const response = await get("/admin");
  const html = await response.text();
  assert.equal(response.status, 203);
  assert.equal(response.headers.get("x-page"), "1");
  assert.match(
    html,
    /<body><div class="admin" data-trail="outer,root 1,root 2,admin"><p>root<\/p><\/div><\/body>/,
  );
  assert.match(
    await textOf("/plain"),
    /<body><div class="group"><p>no script here<\/p><\/div><\/body>/,
  );
  assert.doesNotMatch(await textOf("/bare"), /Fixture/);
});

Deno.test("fsRoutes() shows the nearest _error with its status inside layouts, and middleware's headers stay", async () => {
  const refused = await get("/admin?refuse");
  assert.equal(refused.status, 403);
  assert.equal(refused.headers.get("x-outer"), "yes");
  assert.ok(refused.headers.has("content-security-policy"));
  assert.match(await refused.text(), /<div class="admin".*<h2>Admin: Not yours<\/h2>/);

  const missing = await get("/nowhere");
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get("x-outer"), "yes");
  assert.match(await missing.text(), /<title>Fixture.*<h1>404 Not Found<\/h1>/);
});

Deno.test("fsRoutes() logs an unknown error and answers 500", async () => {
  using errors = silenceErrors();
  const response = await get("/admin", { method: "POST" });
  assert.equal(response.status, 500);
  assert.equal(errors.calls.length, 1);
  // Without ErrorOptions of its own the page decides what to say; the library adds nothing, no stack above all.
  assert.doesNotMatch(await response.text(), /\.ts|at /);
});

Deno.test("fsRoutes() gives a page GET and HEAD; other methods get 405 through the error page", async () => {
  assert.equal((await get("/plain", { method: "HEAD" })).status, 200);
  const refused = await get("/plain", { method: "POST" });
  assert.equal(refused.status, 405);
  assert.equal(refused.headers.get("allow"), "GET, HEAD");
  assert.equal((await get("/room/lobby", { method: "DELETE" })).status, 204);
});

Deno.test("readFsRoutes() refuses conventions outside the subset, naming the file", () => {
  const read = (path: string, module: Record<string, unknown>) => () =>
    readFsRoutes([{ path, module }]);
  assert.throws(
    read("_404.tsx", { default: () => null }),
    /routes\/_404\.tsx: lib\/fresh does not implement it/,
  );
  assert.throws(read("sub/_app.tsx", { default: () => null }), /routes\/sub\/_app\.tsx/);
  assert.throws(
    read("a.tsx", { css: ["a.css"], default: () => null }),
    /export "css" of routes\/a\.tsx/,
  );
  assert.throws(
    read("a.ts", { handler: { GTE: () => new HttpError(1) } }),
    /Cannot use routes\/a\.ts/,
  );
});
