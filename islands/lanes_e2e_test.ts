import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import type { BrowserName } from "../lib/testing/browsers/browser_name.ts";
import { openLink, savedFile, shareFiles } from "../lib/testing/browsers/island_page.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/browsers/temp_files.ts";
import type { TestBrowser } from "../lib/testing/browsers/test_browser.ts";
import { STATE_MS, TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;

/** What the test's hook keeps in a page. */
interface Hooked {
  readonly connections: RTCPeerConnection[];
}

/** A tab whose page keeps its connections where a test finds them. */
async function tabWithConnections(browser: TestBrowser) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const Connection = globalThis.RTCPeerConnection;
    const connections: RTCPeerConnection[] = [];
    globalThis.RTCPeerConnection = class extends Connection {
      constructor(config?: RTCConfiguration) {
        super(config);
        connections.push(this);
      }
    };
    Object.assign(globalThis, { connections });
  });
  return page;
}

const PAIRS: readonly (readonly [BrowserName, BrowserName])[] = [
  ["chromium", "chromium"],
  ["firefox", "chromium"],
];

for (const [from, to] of PAIRS) {
  Deno.test(`a file crosses whole from ${from} to ${to} though a further lane dies on the way`, async () => {
    await using files = await TempFiles.create();
    await using server = await AppServer.start();
    await using sending = await borrowBrowser(from);
    await using receiving = await borrowBrowser(to);
    const path = await files.random("file.bin", 96 * MIB);
    const { sender, link } = await shareFiles(sending, server, [path]);
    const receiver = await openLink(receiving, link, await tabWithConnections(receiving));
    await receiver.waitFor("connected");
    await receiver.press("receive");
    // The page ends a lane that carries blocks, and says nothing of it to the other side.
    await receiver.page.waitForFunction(() => {
      const connected = (globalThis as unknown as Hooked).connections.filter(
        ({ connectionState }) => connectionState === "connected",
      );
      const [, further] = connected;
      further?.close();
      return further !== undefined;
    }, { timeout: STATE_MS });
    await receiver.waitFor("done", TRANSFER_MS);
    await sender.waitFor("done");
    const saved = await savedFile(receiving, 96 * MIB, "file.bin");
    assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
    assert.deepEqual([...sender.complaints, ...receiver.complaints], []);
  });
}

/** Leaves a page's worker a moment of each 1.5 s, for 12 of them. */
async function keepWorkerBusy(page: Page): Promise<void> {
  const [worker] = page.workers();
  assert.ok(worker, "the page has a worker");
  await worker.evaluate(() => {
    const since = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      if (now > since + 12_000) clearInterval(timer);
      while (performance.now() < now + 1500);
    }, 1550);
  });
}

// Chromium hands over what came meanwhile before it says that the channel is open.
Deno.test("a file crosses whole though its receiver's worker is busy when further lanes come", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using sending = await borrowBrowser("chromium");
  await using receiving = await borrowBrowser("chromium");
  const path = await files.random("file.bin", 32 * MIB);
  const { sender, link } = await shareFiles(sending, server, [path]);
  const receiver = await openLink(receiving, link);
  await receiver.waitFor("connected");
  await keepWorkerBusy(receiver.page);
  await receiver.press("receive");
  await receiver.waitFor("done", TRANSFER_MS);
  await sender.waitFor("done");
  const saved = await savedFile(receiving, 32 * MIB, "file.bin");
  assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
  assert.deepEqual([...sender.complaints, ...receiver.complaints], []);
});

/** The workers whose scripts a page has loaded. */
async function workersOf(page: Page): Promise<string[]> {
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
  );
  return [...new Set(loaded.filter((path) => path.endsWith("_worker.js")))];
}

/** A tab whose browser moves no data channel. */
async function tabWithoutTransfer(browser: TestBrowser) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (message: unknown, transfer?: unknown) {
      if (message instanceof RTCDataChannel) throw new DOMException("no", "DataCloneError");
      postMessage.call(this, message, transfer as StructuredSerializeOptions);
    };
  });
  return page;
}

for (const [from, to] of PAIRS) {
  Deno.test(`${from} and ${to} move engine and lanes to a worker`, async () => {
    await using files = await TempFiles.create();
    await using server = await AppServer.start();
    await using sending = await borrowBrowser(from);
    await using receiving = await borrowBrowser(to);
    const { sender, link } = await shareFiles(sending, server, [await files.random("a", 1)]);
    const receiver = await openLink(receiving, link);
    await receiver.waitFor("connected");
    assert.deepEqual(await workersOf(sender.page), ["/transfer_worker.js"]);
    assert.deepEqual(await workersOf(receiver.page), ["/transfer_worker.js"]);
  });
}

Deno.test("where no channel can be moved, engine and lanes stay on the page", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using sending = await borrowBrowser("chromium");
  await using receiving = await borrowBrowser("firefox");
  const path = await files.random("file.bin", 3 * MIB + 1);
  const tab = await tabWithoutTransfer(sending);
  const { sender, link } = await shareFiles(sending, server, [path], tab);
  const receiver = await openLink(receiving, link, await tabWithoutTransfer(receiving));
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await receiver.waitFor("done");
  await sender.waitFor("done");
  const saved = await savedFile(receiving, 3 * MIB + 1, "file.bin");
  assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
  assert.deepEqual(await workersOf(receiver.page), ["/opfs_worker.js"]);
  assert.deepEqual([...sender.complaints, ...receiver.complaints], []);
});
