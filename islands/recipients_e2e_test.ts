import assert from "node:assert/strict";
import type { ElementHandle } from "puppeteer-core";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import {
  type IslandPage,
  openLink,
  savedFile,
  shareFiles,
} from "../lib/testing/browsers/island_page.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/browsers/temp_files.ts";
import type { TestBrowser } from "../lib/testing/browsers/test_browser.ts";
import { until } from "../lib/testing/servers/until.ts";
import { TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;
const SIZE = 24 * MIB;
const SEATS = 5;

/** A receiver in a profile of its own. */
interface Guest {
  readonly island: IslandPage;
  readonly downloads: string;
}

/** A row of the sender's page: `2 transferring`, and its progress. */
interface Row {
  readonly number: string;
  readonly state: string;
  readonly percent: number | undefined;
}

function rowsOf({ page }: IslandPage): Promise<readonly Row[]> {
  return page.$$eval('[data-part="peer"]', (nodes) =>
    nodes.map((node) => {
      const { number = "", state = "" } = (node as HTMLElement).dataset;
      const bar = node.querySelector('[role="progressbar"]');
      return {
        number,
        state,
        percent: bar ? Number(bar.getAttribute("aria-valuenow")) : undefined,
      };
    }));
}

/** Waits until the rows of the sender's page are as they should be. */
async function waitForRows(
  sender: IslandPage,
  what: string,
  isSo: (rows: readonly Row[]) => boolean,
): Promise<readonly Row[]> {
  return await until(
    what,
    async () => {
      const rows = await rowsOf(sender);
      return isSo(rows) ? rows : undefined;
    },
    TRANSFER_MS,
    () => sender.describe(),
  );
}

function count(rows: readonly Row[], state: string): number {
  return rows.filter((row) => row.state === state).length;
}

/** How far a receiver's page says it is. */
async function waitForPercent({ island }: Guest, percent: number): Promise<void> {
  await until(
    `${percent} %`,
    async () => {
      const now = await island.page.$eval(
        '[role="progressbar"]',
        (node) => Number(node.getAttribute("aria-valuenow")),
      ).catch(() => 0);
      return now >= percent || undefined;
    },
    TRANSFER_MS,
    () => island.describe(),
  );
}

async function comeBy(link: string, browser: TestBrowser): Promise<Guest> {
  const { page, downloads } = await browser.newProfile();
  page.on("dialog", (dialog) => dialog.accept());
  return { island: await openLink(browser, link, page), downloads };
}

async function assertWhole(
  { island, downloads }: Guest,
  sha256: string,
  size = SIZE,
): Promise<void> {
  await island.waitFor("done", TRANSFER_MS);
  assert.equal(await sha256OfFile(await savedFile({ downloads }, size)), sha256);
}

Deno.test("five receive at once: one reloads, one pauses, one leaves, and the others are not in the least hindered", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using sending = await borrowBrowser("chromium");
  await using receiving = await borrowBrowser("chromium");
  const path = await files.random("file.bin", SIZE);
  const sha256 = await sha256OfFile(path);
  const { sender, link } = await shareFiles(sending, server, [path], undefined, SEATS);

  const guests: Guest[] = [];
  for (let number = 1; number <= SEATS; number++) guests.push(await comeBy(link, receiving));
  await Promise.all(guests.map(({ island }) => island.waitFor("connected")));
  await waitForRows(sender, "five at the offer", (rows) => count(rows, "connected") === SEATS);
  assert.equal(await sender.textOf("peer-count"), `${SEATS}`);
  assert.equal((await sender.state()).state, "connected");

  const sixth = await comeBy(link, receiving);
  assert.equal(await sixth.island.waitForFailure(), "session-full");

  const [first, second, reloading, pausing, leaving] = guests as [
    Guest,
    Guest,
    Guest,
    Guest,
    Guest,
  ];
  // The one that pauses begins first, so that it has begun when the others are through.
  for (const { island } of [pausing, first, second, reloading, leaving]) {
    await island.press("receive");
    await island.waitFor("transferring");
    if (island === pausing.island) await island.press("pause");
  }
  await sender.waitFor("transferring");
  await waitForPercent(leaving, 5);
  await leaving.island.page.close();
  await waitForPercent(reloading, 10);
  await reloading.island.page.reload({ waitUntil: "load" });

  await Promise.all([first, second, reloading].map((guest) => assertWhole(guest, sha256)));
  const rows = await waitForRows(sender, "three served", (all) => count(all, "done") === 3);
  assert.equal(count(rows, "transferring"), 1, JSON.stringify(rows));
  assert.equal(count(rows, "failed"), 1, JSON.stringify(rows));
  const paused = rows.find(({ state }) => state === "transferring");
  assert.ok(paused?.percent !== undefined && paused.percent < 100, JSON.stringify(rows));
  await sender.waitFor("transferring");

  // The seat of the one that left is free.
  await sixth.island.press("retry");
  await sixth.island.waitFor("connected");
  await sixth.island.press("receive");
  await assertWhole(sixth, sha256);

  await sender.press("remove-peer");
  assert.equal(await pausing.island.waitForFailure(), "cancelled-by-peer");
  await waitForRows(sender, "nobody left", (all) => count(all, "transferring") === 0);
  await sender.waitFor("waiting");
  await sender.press("stop");
  await sender.waitFor("done");
  assert.equal(count(await rowsOf(sender), "done"), 4);
  assert.deepEqual(sender.complaints, []);
});

/** Goes on with what the sender's absence interrupted, wherever that has left the page. */
async function goOn({ island }: Guest): Promise<void> {
  await until(
    "the end of receiving",
    async () => {
      const { state } = await island.state();
      if (state === "done") return state;
      const again = state === "failed" ? await island.page.$('[data-action="retry"]') : null;
      await again?.click().catch(() => undefined); // It went on by itself just now.
      return undefined;
    },
    TRANSFER_MS,
    () => island.describe(),
  );
}

Deno.test("a sender that reloads goes on for both of its receivers, under the same link", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using sending = await borrowBrowser("chromium");
  await using receiving = await borrowBrowser("chromium");
  const size = 32 * MIB; // For two it takes as long as twice as much for one.
  const path = await files.random("file.bin", size);
  const sha256 = await sha256OfFile(path);
  const { sender, link } = await shareFiles(sending, server, [path], undefined, 2);
  sender.page.on("dialog", (dialog) => dialog.accept());
  const guests = [await comeBy(link, receiving), await comeBy(link, receiving)];
  for (const { island } of guests) {
    await island.waitFor("connected");
    await island.press("receive");
  }
  await Promise.all(guests.map((guest) => waitForPercent(guest, 5)));
  await sender.page.reload();
  await sender.element('[data-action="reset"]'); // The share was found.
  const input = await sender.element('input[type=file][data-part="files"]');
  await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
  await Promise.all(guests.map(goOn));
  await Promise.all(guests.map((guest) => assertWhole(guest, sha256, size)));
  await sender.waitFor("done");
  assert.equal(count(await rowsOf(sender), "done"), 2);
});
