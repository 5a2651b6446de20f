import assert from "node:assert/strict";
import type { ElementHandle } from "puppeteer-core";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import { dropFiles } from "../lib/testing/browsers/drop_files.ts";
import { BROWSER_NAMES } from "../lib/testing/browsers/find_browser.ts";
import {
  IslandPage,
  openLink,
  savedFile,
  shareFiles,
} from "../lib/testing/browsers/island_page.ts";
import { SeededRandom } from "../lib/testing/simulation/seeded_random.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/browsers/temp_files.ts";
import { TestBrowser } from "../lib/testing/browsers/test_browser.ts";
import { between, type TwoBrowsers } from "../lib/testing/browsers/two_browsers.ts";
import { until } from "../lib/testing/servers/until.ts";
import { STATE_MS, TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;

/** Large enough to be in the middle of, on a machine that sends 20 MiB a second. */
const SIZE = 64 * MIB;

/** Leaves and reloads without being held up by the browser's question whether to. */
function sayYes({ page }: IslandPage): void {
  page.on("dialog", (dialog) => dialog.accept());
}

async function choose(sender: IslandPage, ...paths: readonly string[]): Promise<void> {
  const input = await sender.element('input[type=file][data-part="files"]');
  await (input as ElementHandle<HTMLInputElement>).uploadFile(...paths);
}

/** Waits until so many percent have been sent. */
async function sent(sender: IslandPage, percent: number): Promise<void> {
  await until(
    `${percent} % sent`,
    async () => {
      const now = await sender.page.$eval(
        '[role="progressbar"]',
        (bar) => Number(bar.getAttribute("aria-valuenow")),
      ).catch(() => 0);
      return now >= percent ? now : undefined;
    },
    TRANSFER_MS,
    () => sender.describe(),
  );
}

/** The view of a share that was found, and whose files have to be chosen again. */
async function mustChoose(sender: IslandPage): Promise<void> {
  await until(
    "the question for the same files",
    async () => {
      const { state } = await sender.state();
      const shown = await sender.page.$('[data-action="reset"]');
      return state === "loading" && shown !== null || undefined;
    },
    STATE_MS,
    () => sender.describe(),
  );
}

/** Brings a receiver to its end; where it had accepted, nobody has to press anything again. */
async function receive(receiver: IslandPage): Promise<void> {
  await until(
    "the end of receiving",
    async () => {
      const { state, reason } = await receiver.state();
      if (state === "done" || reason === "source-changed") return state;
      const button = state === "connected"
        ? await receiver.page.$('[data-action="receive"]')
        : null;
      await button?.click().catch(() => undefined); // It went on by itself just now.
      return undefined;
    },
    TRANSFER_MS,
    () => receiver.describe(),
  );
}

/** Both sides are done, and what was saved is what was sent. */
async function delivered(
  { there }: TwoBrowsers,
  { sender, receiver, path }: {
    readonly sender: IslandPage;
    readonly receiver: IslandPage;
    readonly path: string;
  },
): Promise<void> {
  await receive(receiver);
  await receiver.waitFor("done");
  await sender.waitFor("done");
  assert.equal(await sender.textOf("digest"), await receiver.textOf("digest"));
  const { size } = await Deno.stat(path);
  assert.equal(await sha256OfFile(await savedFile(there, size)), await sha256OfFile(path));
}

async function shareOne(stage: TwoBrowsers, size = SIZE) {
  const path = await stage.files.random("file.bin", size);
  const { sender, link } = await shareFiles(stage.here, stage.server, [path]);
  sayYes(sender);
  return { path, sender, link };
}

async function shareAndReceive(stage: TwoBrowsers, size = SIZE) {
  const { path, sender, link } = await shareOne(stage, size);
  const receiver = await openLink(stage.there, link);
  sayYes(receiver);
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await sender.waitFor("transferring");
  return { path, sender, receiver, link };
}

for (const name of BROWSER_NAMES) {
  between(
    `a sender in ${name} that reloads while it waits goes on under the same link`,
    async (stage) => {
      const { path, sender, link } = await shareOne(stage, MIB);
      await sender.page.reload();
      await mustChoose(sender);
      assert.match(await sender.describe(), /file\.bin/);
      await choose(sender, path);
      await sender.waitFor("waiting");
      const again = await (await sender.element('input[data-part="link"]'))
        .evaluate((node) => (node as HTMLInputElement).value);
      assert.equal(again, link);
      const receiver = await openLink(stage.there, link);
      await delivered(stage, { sender, receiver, path });
      assert.equal(new URL(sender.page.url()).hash, "", "the key stays after the end");
      assert.deepEqual(sender.complaints, []);
    },
    { from: name },
  );
}

const random = new SeededRandom(20);
// The page shows how far it is twice a second, so the last quarter may pass between two looks.
const MOMENTS = [1, 15, 30, 45, 60].map((from) => from + Math.floor(random.next() * 15));

between(
  `a sender that reloads ${MOMENTS.length} times goes on each time with the same file`,
  async (stage) => {
    const { path, sender, receiver } = await shareAndReceive(stage);
    for (const percent of MOMENTS) {
      await sent(sender, percent);
      await sender.page.reload();
      await mustChoose(sender);
      await choose(sender, path);
    }
    await delivered(stage, { sender, receiver, path });
    assert.deepEqual(sender.complaints, []);
  },
);

between("a wrong file is refused by name, and the right one still goes on", async (stage) => {
  const { path, sender, receiver } = await shareAndReceive(stage);
  await sent(sender, 20);
  await sender.page.reload();
  await mustChoose(sender);
  await choose(sender, await stage.files.random("another.bin", MIB));
  await until(
    "the refusal",
    async () => /another\.bin/.test(await sender.describe()) || undefined,
    STATE_MS,
    () => sender.describe(),
  );
  assert.equal((await sender.state()).state, "loading");
  await choose(sender, path);
  await delivered(stage, { sender, receiver, path });
});

between(
  "a file of the same name, size and date but other content is refused on both pages, and the right one goes on",
  async (stage) => {
    const { path, sender, receiver } = await shareAndReceive(stage);
    await sent(sender, 40);
    await sender.page.reload();
    await mustChoose(sender);
    const { mtime } = await Deno.stat(path);
    assert.ok(mtime);
    const right = `${path}.right`;
    await Deno.rename(path, right);
    await stage.files.random("file.bin", SIZE, 2);
    await Deno.utime(path, mtime, mtime);
    await choose(sender, path);
    await receive(receiver);
    assert.equal(await receiver.waitForFailure(), "source-changed");
    assert.equal(await sender.waitForFailure(), "source-changed");
    await Deno.rename(right, path);
    await sender.press("retry");
    await mustChoose(sender);
    await choose(sender, path);
    await sender.waitFor("waiting");
    await receiver.press("retry");
    await delivered(stage, { sender, receiver, path });
  },
);

Deno.test("a sender's browser that is killed 5 times goes on each time it is opened again at its address", async () => {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  const profile = await Deno.makeTempDir({ prefix: "filefrag_profile_" });
  try {
    await using there = await borrowBrowser("chromium");
    await using browsers = new AsyncDisposableStack();
    const launch = async () => browsers.use(await TestBrowser.launch("chromium", { profile }));
    let here = await launch();
    const stage = { files, server, here, there };
    const { path, receiver, sender: first } = await shareAndReceive(stage);
    let sender = first;
    for (const percent of MOMENTS) {
      await sent(sender, percent);
      const address = sender.page.url();
      here.kill();
      here = await launch();
      sender = await openLink(here, address);
      sayYes(sender);
      await mustChoose(sender);
      await choose(sender, path);
    }
    await delivered(stage, { sender, receiver, path });
  } finally {
    await Deno.remove(profile, { recursive: true });
  }
});

between("a second tab on the same share says so, and takes it over when asked", async (stage) => {
  const { path, sender, link } = await shareOne(stage, MIB);
  const second = await openLink(stage.here, sender.page.url());
  sayYes(second);
  assert.equal(await second.waitForFailure(), "other-tab");
  assert.equal((await sender.state()).state, "waiting");
  await second.press("retry");
  assert.equal(await sender.waitForFailure(), "replaced");
  await mustChoose(second);
  await choose(second, path);
  await second.waitFor("waiting");
  const receiver = await openLink(stage.there, link);
  await delivered(stage, { sender: second, receiver, path });
});

between(
  "starting anew ends the link for whoever waits by it, and forgets the share",
  async (stage) => {
    const { sender, link } = await shareOne(stage, MIB);
    await sender.page.reload();
    await mustChoose(sender);
    const receiver = await openLink(stage.there, link);
    await receiver.waitFor("waiting");
    await sender.press("reset");
    assert.equal(await receiver.waitForFailure(), "session-ended");
    assert.equal(new URL(sender.page.url()).hash, "");
    const second = await openLink(stage.here, sender.page.url() + new URL(link).hash);
    await until(
      "the address without its key",
      () => Promise.resolve(new URL(second.page.url()).hash === "" || undefined),
      STATE_MS,
      () => second.describe(),
    );
    assert.equal(await second.page.$('[data-part="file"]'), null);
  },
);

between("a dropped file can be opened by one click after a reload, or chosen", async (stage) => {
  const path = await stage.files.random("file.bin", MIB);
  const sender = await openLink(stage.here, stage.server.url("/"));
  sayYes(sender);
  await dropFiles(sender.page, path);
  await sender.press("share");
  await sender.waitFor("waiting");
  await sender.page.reload();
  // The browser's own question can't be answered here, so the click stays a matter of the models.
  await sender.element('[data-action="resume"]');
  await choose(sender, path);
  await sender.waitFor("waiting");
});

between("either side pauses and resumes at once, and both say who did", async (stage) => {
  const { path, sender, receiver } = await shareAndReceive(stage, SIZE);
  await sender.press("pause");
  await sender.element('[data-action="resume"]');
  assert.match(await sender.describe(), /You paused/);
  assert.match(await sender.textOf("time-left"), /paused/);
  await sender.press("resume");
  await sender.element('[data-action="pause"]');
  await delivered(stage, { sender, receiver, path });
});
