// Other programs change pages while they are used: what is shown stays true all the same.
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { FileStage } from "../lib/testing/browsers/file_stage.ts";
import { IslandPage, openLink, shareFiles } from "../lib/testing/browsers/island_page.ts";
import { PAGE_PROGRAMS, stripComments, TRANSLATED } from "../lib/testing/browsers/page_programs.ts";
import { moving, screenLinkOf, ScreenStage } from "../lib/testing/browsers/screen_stage.ts";
import { STATE_MS } from "../lib/testing/deadlines.ts";
import { until } from "../lib/testing/servers/until.ts";

const SIZE = 3_000_000;

type Program = (() => void) | undefined;

async function tabWith(newPage: () => Promise<Page>, program: Program): Promise<Page> {
  const page = await newPage();
  if (program) await page.evaluateOnNewDocument(program);
  return page;
}

/** What a reader sees, without what differs from run to run. */
async function shown({ page }: IslandPage): Promise<string> {
  return await page.$eval("[data-island]", (island) => {
    const words = (island as HTMLElement).innerText;
    return words.replaceAll("§", "").replace(/[0-9a-f]{8,}/g, "…").replace(/[\d.,]+/g, "0")
      .replace(/\s+/g, " ").trim();
  });
}

/** Waits until the page shows what it shows without the program. */
async function shows(
  island: IslandPage,
  state: string,
  seen: string[],
  expected: readonly string[] | undefined,
): Promise<void> {
  await island.waitFor(state);
  const right = expected?.[seen.length];
  if (right === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // Numbers settle.
    seen.push(await shown(island));
    return;
  }
  let last = "";
  const now = await until(
    `the words of ${state}`,
    async () => (last = await shown(island)) === right ? last : undefined,
    10_000,
    () => Promise.resolve(`right: ${right}\nshown: ${last}`),
  );
  seen.push(now);
}

/** A file crosses between pages with a program; answers what both said on the way. */
async function sendWith(program: Program, expected?: readonly string[]): Promise<string[]> {
  await using stage = await FileStage.start();
  const seen: string[] = [];
  const path = await stage.files.random("A name to keep.bin", SIZE);
  const tab = await tabWith(() => stage.sending.newPage(), program);
  const { sender, link } = await shareFiles(stage.sending, stage.server, [path], tab);
  await shows(sender, "waiting", seen, expected);
  const there = await tabWith(() => stage.receiving.newPage(), program);
  const receiver = await openLink(stage.receiving, link, there);
  await shows(receiver, "connected", seen, expected);
  await shows(sender, "connected", seen, expected);
  await receiver.press("receive");
  await shows(receiver, "done", seen, expected);
  await shows(sender, "done", seen, expected);
  for (const island of [sender, receiver]) {
    assert.match(await island.describe(), /A name to keep\.bin/);
    assert.deepEqual(island.complaints, []);
    if (program === PAGE_PROGRAMS["a translator"]) await isTranslated(island);
  }
  await stage.assertSaved({ path });
  return seen;
}

/** A screen is shown with a program; answers what both pages said on the way. */
async function showWith(program: Program, expected?: readonly string[]): Promise<string[]> {
  await using stage = await ScreenStage.start();
  const seen: string[] = [];
  const presenter = await stage.openPresenter(async (page) => {
    if (program) await page.evaluateOnNewDocument(program);
  });
  await presenter.press("start");
  await shows(presenter, "live", seen, expected);
  const browser = await stage.addBrowser("chromium");
  const tab = await tabWith(() => browser.newPage(), program);
  const viewer = await openLink(browser, await screenLinkOf(presenter), tab);
  await viewer.waitFor("live");
  await moving(viewer);
  await presenter.press("pause");
  await shows(viewer, "paused", seen, expected);
  await presenter.press("resume");
  await viewer.waitFor("live");
  await presenter.press("stop");
  await shows(presenter, "stopped", seen, expected);
  await shows(viewer, "ended", seen, expected);
  for (const island of [presenter, viewer]) {
    // Chromium says so itself when it is asked for a screen alone.
    const complaints = island.complaints.filter((each) => !/Permissions policy/.test(each));
    assert.deepEqual(complaints, []);
    if (program === PAGE_PROGRAMS["a translator"]) await isTranslated(island);
  }
  return seen;
}

/** The newest heading is, and no name is. */
async function isTranslated({ page }: IslandPage): Promise<void> {
  await until("a translated heading", async () => {
    const heading = await page.$eval("h1", (node) => node.textContent ?? "");
    return heading.startsWith(TRANSLATED) || undefined;
  }, STATE_MS);
  const names = await page.$$eval(
    '[data-part="file"] bdi',
    (all) => all.map((node) => node.textContent),
  );
  assert.ok(names.every((name) => name?.includes(TRANSLATED) === false), names.join());
}

Deno.test("a file's pages say under other programs what they say without", async (test) => {
  const right = await sendWith(undefined);
  for (const [name, program] of Object.entries(PAGE_PROGRAMS)) {
    await test.step(name, async () => assert.deepEqual(await sendWith(program, right), right));
  }
});

Deno.test("a screen's pages say under other programs what they say without", async (test) => {
  const right = await showWith(undefined);
  for (const [name, program] of Object.entries(PAGE_PROGRAMS)) {
    await test.step(name, async () => assert.deepEqual(await showWith(program, right), right));
  }
});

Deno.test("a page whose comments were stripped on the way says that it doesn't come to life", async () => {
  await using stage = await FileStage.start();
  const id = crypto.randomUUID();
  for (const path of ["/", "/presenter", `/room/${id}`, `/view/${id}`]) {
    const page = await stage.sending.newPage();
    await stripComments(page);
    const session = await page.createCDPSession();
    await session.send("Animation.enable");
    await session.send("Animation.setPlaybackRate", { playbackRate: 10 }); // It waits for 15 s.
    await page.goto(stage.server.url(path));
    const words = await page.waitForSelector(".not-live", { visible: true, timeout: STATE_MS });
    assert.match(await words!.evaluate((node) => node.textContent ?? ""), /coming to life/);
    await page.close();
  }
});
