import type { ElementHandle } from "puppeteer-core";
import { type IslandPage, openLink } from "../browsers/island_page.ts";
import { TempFiles } from "../browsers/temp_files.ts";
import { TestBrowser } from "../browsers/test_browser.ts";
import { until } from "../servers/until.ts";
import { animate, type Shot } from "./apng.ts";
import type { SecureSite } from "./secure_site.ts";
import { type Window, windowsDocument } from "./window_frame.ts";

/** Large enough that there is time to look while it moves. */
const FILE_BYTES = 120 * 1024 * 1024;
const FILE_NAME = "Holiday in the mountains.mp4";

const PAGE = { width: 560, height: 620 };
const PICTURE = { width: 1220, height: 756 };
const LEFT = { ...PAGE, left: 36, top: 30 };
const RIGHT = { ...PAGE, left: 624, top: 30 };

/** What the reader does, in the order of the shots. */
const CAPTIONS = {
  start: "1. Choose files",
  chosen: "1. Choose files",
  waiting: "2. Pass the link on",
  offered: "3. The other side opens it and presses Receive",
  moving: "Straight from browser to browser, checked block by block",
  done: "Done: every byte verified and saved",
} as const;

/** Photographs a transfer: `transfer.png` moves, `pages.webp` is the moment of the offer. */
export async function photographTransfer(site: SecureSite, out: string): Promise<void> {
  await using files = await TempFiles.create();
  // A browser each: one that is behind another is neither painted nor in a hurry.
  const launch = () => TestBrowser.launch("chromium", { viewport: PAGE, args: site.args });
  await using sending = await launch();
  await using receiving = await launch();
  await using composing = await launch();
  const path = await files.random(FILE_NAME, FILE_BYTES);
  const composer = await Composer.open(composing);

  const sender = await openLink(sending, site.url("/"));
  const input = await sender.element('input[type=file][data-part="files"]');
  const shots: Shot[] = [];
  const take = async (caption: string, ms: number, receiver?: IslandPage) => {
    shots.push({ png: await composer.compose(sender, receiver, caption), ms });
  };
  await take(CAPTIONS.start, 1_600);
  await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
  await sender.element('[data-part="file"]');
  await take(CAPTIONS.chosen, 1_400);
  await sender.press("share");
  await sender.waitFor("waiting");
  await sender.element(".qr svg");
  await take(CAPTIONS.waiting, 2_400);
  const link = await (await sender.element('input[data-part="link"]'))
    .evaluate((node) => (node as HTMLInputElement).value);
  const receiver = await openLink(receiving, link);
  await receiver.waitFor("connected");
  await sender.waitFor("connected");
  await take(CAPTIONS.offered, 2_200, receiver);
  await composer.still(sender, receiver, `${out}/pages.webp`);
  await receiver.press("receive");
  for (const percent of [8, 36, 68, 92]) {
    await reached(receiver, percent);
    await take(CAPTIONS.moving, 650, receiver);
  }
  await receiver.waitFor("done", 120_000);
  await sender.waitFor("done");
  await take(CAPTIONS.done, 3_200, receiver);
  await Deno.writeFile(`${out}/transfer.png`, animate(shots));
}

async function reached({ page }: IslandPage, percent: number): Promise<void> {
  await until(`${percent} %`, async () => {
    const now = await page.$eval('[role="progressbar"]', (bar) => bar.getAttribute("aria-valuenow"))
      .catch(() => null); // Not there before the first byte.
    return Number(now) >= percent || undefined;
  }, 120_000);
}

/** A tab in which pictures of pages are put into windows. */
class Composer {
  readonly #page;

  private constructor(page: Awaited<ReturnType<TestBrowser["newPage"]>>) {
    this.#page = page;
  }

  static async open(browser: TestBrowser): Promise<Composer> {
    return new Composer(await browser.newPage());
  }

  /** Both pages as they are now. */
  async compose(
    sender: IslandPage,
    receiver: IslandPage | undefined,
    caption: string,
  ): Promise<Uint8Array> {
    const windows = await windowsOf(sender, receiver, 1);
    await this.#page.setViewport(PICTURE);
    await this.#page.setContent(windowsDocument(windows, { ...PICTURE, caption }));
    return await this.#page.screenshot();
  }

  /** The same sharper and without a sentence, as a file. */
  async still(sender: IslandPage, receiver: IslandPage, path: string): Promise<void> {
    const windows = await windowsOf(sender, receiver, 2);
    const size = { width: PICTURE.width, height: PICTURE.height - 32 };
    await this.#page.setViewport({ ...size, deviceScaleFactor: 2 });
    await this.#page.setContent(windowsDocument(windows, size));
    const image = await this.#page.screenshot({ type: "webp", quality: 82 });
    await Deno.writeFile(path, image);
  }
}

async function windowsOf(
  sender: IslandPage,
  receiver: IslandPage | undefined,
  deviceScaleFactor: number,
): Promise<Window[]> {
  const pictureOf = async ({ page }: IslandPage) => {
    await page.setViewport({ ...PAGE, deviceScaleFactor });
    return await page.screenshot({ encoding: "base64" });
  };
  const room = receiver && new URL(receiver.page.url()).pathname;
  return [
    { ...LEFT, picture: await pictureOf(sender), address: "files.example" },
    {
      ...RIGHT,
      picture: receiver && await pictureOf(receiver),
      address: `files.example${room?.slice(0, 20)}…`,
    },
  ];
}
