// Served below a path of a host that something else may use: no page asks for anything outside it.
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import { openLink, savedFile, shareFiles } from "../lib/testing/browsers/island_page.ts";
import { ScreenStage } from "../lib/testing/browsers/screen_stage.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/browsers/temp_files.ts";

/** The server's port has to be known before it starts: its links name it. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function environmentBelow(path: string) {
  const port = freePort();
  return { PORT: `${port}`, PUBLIC_URL: `http://localhost:${port}${path}` };
}

/** Everything that a page asks the server for, and what of it fails. */
function listen(page: Page): { readonly paths: string[]; readonly failed: string[] } {
  const [paths, failed]: [string[], string[]] = [[], []];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol)) paths.push(url.pathname);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
  });
  return { paths, failed };
}

Deno.test("below a path, a file crosses and no page asks for anything outside it", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start(environmentBelow("/team/share"));
  await using here = await borrowBrowser("chromium");
  await using there = await borrowBrowser("chromium");
  const [sending, receiving] = [await here.newPage(), await there.newPage()];
  const heard = [listen(sending), listen(receiving)];
  const path = await files.random("file.bin", 3_000_000);
  const { sender, link } = await shareFiles(here, server, [path], sending);
  assert.ok(link.startsWith(server.url("/room/")), link);
  const receiver = await openLink(there, link, receiving);
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await receiver.waitFor("done");
  await sender.waitFor("done");
  const saved = await savedFile(there, 3_000_000, "file.bin");
  assert.equal(await sha256OfFile(saved), await sha256OfFile(path));

  const home = await receiver.page.$eval("a.wordmark", (link) => link.href);
  assert.equal(home, server.url("/"));
  await receiver.page.goto(server.url("/presenter"), { waitUntil: "networkidle0" });
  const across = await receiver.page.$eval("a.page-across", (link) => link.href);
  assert.equal(across, server.url("/"));
  for (const { paths, failed } of heard) {
    assert.ok(paths.length > 5, `${paths}`);
    assert.deepEqual(paths.filter((path) => !path.startsWith("/team/share/")), []);
    assert.deepEqual(failed, []);
  }

  const manifest = await (await fetch(server.url("/manifest.webmanifest"))).json();
  const inManifest = [
    manifest.start_url,
    ...manifest.icons.map((icon: { src: string }) => icon.src),
  ];
  for (const url of inManifest) {
    const response = await fetch(new URL(url, server.url("/manifest.webmanifest")));
    assert.equal(response.status, 200, url);
    await response.body?.cancel();
  }
});

Deno.test("below a path, a screen is seen", async () => {
  await using stage = await ScreenStage.start({ environment: environmentBelow("/share") });
  const { link } = await stage.present();
  assert.ok(link.startsWith(stage.server.url("/view/")), link);
  const viewer = await openLink(await stage.addBrowser("chromium"), link);
  await viewer.waitFor("live");
});

Deno.test("below a path, a language is kept for it alone, and an unknown address has a way home", async () => {
  await using server = await AppServer.start(environmentBelow("/share"));
  const chosen = await fetch(server.url("/?lang=ru"));
  assert.match(chosen.headers.get("set-cookie") ?? "", /Path=\/share\//);
  const html = await chosen.text();
  assert.ok(html.includes(`content="${server.url("/icon-512.png")}"`), "the preview's picture");
  const unknown = await fetch(server.url("/nothing"));
  assert.equal(unknown.status, 404);
  assert.match(await unknown.text(), /class="button" href="\/share\/"/);
  const outside = await fetch(`${server.origin}/presenter`);
  assert.equal(outside.status, 404);
  await outside.body?.cancel();
});
