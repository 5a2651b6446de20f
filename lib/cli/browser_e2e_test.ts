import assert from "node:assert/strict";
import { join } from "node:path";
import { openLink, savedFile, shareFiles } from "../testing/browsers/island_page.ts";
import { borrowBrowser } from "../testing/browsers/shared_browsers.ts";
import { sha256OfFile, TempFiles } from "../testing/browsers/temp_files.ts";
import { AppServer } from "../testing/servers/app_server.ts";
import { CliRun } from "./test_support.ts";
import { endNativeThreads } from "../peer/native/native_connections.ts";

const BYTES = 3 * 1024 * 1024;

Deno.test.afterAll(endNativeThreads);

Deno.test("a terminal sends to a browser", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using browser = await borrowBrowser("chromium");
  const path = await files.random("from-terminal.bin", BYTES);

  const sender = new CliRun(["send", path], server.origin);
  const receiver = await openLink(browser, await sender.terminal.link());
  await receiver.waitFor("connected");
  await receiver.press("receive");

  const saved = await savedFile(browser, BYTES, "from-terminal.bin");
  assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
  assert.equal(await sender.code, 0);
  await receiver.waitFor("done");
});

Deno.test("a browser sends to a terminal", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using browser = await borrowBrowser("chromium");
  const path = await files.random("from-browser.bin", BYTES);
  const folder = await Deno.makeTempDir();
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));

  const { sender, link } = await shareFiles(browser, server, [path]);
  const receiver = new CliRun(["receive", "--to", folder, link], server.origin);

  assert.equal(await receiver.code, 0);
  await sender.waitFor("done");
  assert.equal(await sha256OfFile(join(folder, "from-browser.bin")), await sha256OfFile(path));
});
