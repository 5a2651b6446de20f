import assert from "node:assert/strict";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import { IslandPage, openLink, shareFiles } from "../lib/testing/browsers/island_page.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { TempFiles } from "../lib/testing/browsers/temp_files.ts";

Deno.test("who hides the address where there is no relay is told at once, and so is the other", async () => {
  await using server = await AppServer.start();
  await using files = await TempFiles.create();
  await using here = await borrowBrowser("chromium");
  await using there = await borrowBrowser("chromium");
  const { sender, link } = await shareFiles(here, server, [await files.random("file.bin", 5)]);
  // As if it had been chosen on an earlier visit.
  const page = await there.open(server.url("/"));
  await page.evaluate(() => localStorage.setItem("filefrag-relay-only", "1"));
  const began = performance.now();
  const receiver = await openLink(there, link, page);
  assert.equal(await receiver.waitForFailure(), "no-relay");
  assert.equal(await sender.waitForFailure(), "no-relay");
  assert.ok(performance.now() - began < 5_000, "waited for a path that nobody looked for");
  assert.equal(await receiver.attributeOf("connectivity", "data-verdict"), "no-relay");
  assert.match(await receiver.textOf("connectivity"), /no relay/);
  // Taken back, the page connects again; the sender's link still lives.
  await sender.press("retry");
  await Promise.all([page.waitForNavigation(), receiver.press("hide-address")]);
  await receiver.waitFor("connected");
});

Deno.test("the choice to hide the address is offered where there is a relay, and kept", async () => {
  // Nobody is there: what the pages offer is decided by what the server tells.
  const TURN_URLS = "turn:127.0.0.1:9?transport=tcp";
  await using server = await AppServer.start({ TURN_URLS, TURN_SECRET: "of this test" });
  await using files = await TempFiles.create();
  await using browser = await borrowBrowser("chromium");
  const { sender } = await shareFiles(browser, server, [await files.random("file.bin", 5)]);
  const isChecked = (page: IslandPage) =>
    page.page.$eval("[data-action=hide-address]", (box) => (box as HTMLInputElement).checked);
  await sender.element("[data-action=hide-address]");
  assert.equal(await isChecked(sender), false);
  await sender.press("hide-address");
  // With the relay only, a relay that doesn't answer is a trouble, told before anybody comes.
  await sender.element('[data-part="connectivity"][data-verdict="no-turn"][data-tone="warn"]');

  const next = await openLink(browser, server.url("/"));
  await next.element("[data-action=hide-address]");
  assert.equal(await isChecked(next), true, await next.describe());
  await next.press("hide-address");
  const kept = await next.page.evaluate(() => Object.keys(localStorage));
  assert.deepEqual(kept, []);
  assert.deepEqual([...sender.complaints, ...next.complaints], []);
});
