import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { type IslandPage, openLink, shareFiles } from "../../lib/testing/browsers/island_page.ts";
import type { TestBrowser } from "../../lib/testing/browsers/test_browser.ts";
import type { BrowserPair } from "../browser_pair.ts";
import { longWait } from "../long_wait.ts";
import { deadlineMsOf, type Moved } from "../moved.ts";
import { capLanes } from "./lane_cap.ts";
import { installProbe, pageReached, type PageSeen, readProbe } from "./page_probe.ts";
import { emptyFolder, verifySaved } from "./saved_files.ts";

/** How long the page itself is left to find its offer; then it is asked again and again. */
const OFFER_MS = 20_000;

/** How long it may take to make an archive of what was received. */
const PACKED_MS = 60_000;

/** How the product is used. */
export interface ProductOptions {
  /** After so long what has passed counts. Where there is none, all of it has to pass. */
  readonly limitMs?: number;
  /** The most connections it may open; as many as it likes where it isn't said. */
  readonly maxLanes?: number;
  /** Whether the page looks for its first and last byte. @default {true} */
  readonly seesBytes?: boolean;
}

/** One transfer as its receiver's page saw it. */
export interface ProductRun {
  /** Whether all is there; otherwise the limit came first. */
  readonly finished: boolean;
  /**
   * From accepting to "done": all of it read, sent, verified, written and flushed. Where the limit
   * came first, to the last change of the progress bar.
   */
  readonly moved: Moved;
  /** From opening the link to the offer on the screen. */
  readonly linkToOfferMs: number;
  /** From accepting to the first byte of a file; `undefined` where the page can't see it. */
  readonly acceptToFirstByteMs: number | undefined;
  /** From the last byte of a file to "done"; `undefined` where that wasn't seen. */
  readonly lastByteToDoneMs: number | undefined;
}

/** A sender's page that has shared files and a receiver's page that shows them. */
export class ProductTransfer implements AsyncDisposable {
  readonly #sender: IslandPage;
  readonly #receiver: IslandPage;
  readonly #paths: readonly string[];
  readonly #pages: AsyncDisposableStack;

  private constructor(
    sender: IslandPage,
    receiver: IslandPage,
    paths: readonly string[],
    pages: AsyncDisposableStack,
  ) {
    this.#sender = sender;
    this.#receiver = receiver;
    this.#paths = paths;
    this.#pages = pages;
  }

  /** Shares files and opens the link in the other browser; done when the offer is shown there. */
  static async open(
    pair: BrowserPair,
    app: AppServer,
    paths: readonly string[],
    { maxLanes, seesBytes = true }: ProductOptions = {},
  ): Promise<ProductTransfer> {
    await using pages = new AsyncDisposableStack();
    pages.defer(() => emptyFolder(pair.to.downloads));
    const tab = async (browser: TestBrowser) => {
      const page = pages.adopt(await browser.newPage(), (page) => page.close());
      await installProbe(page, seesBytes);
      if (maxLanes !== undefined) await capLanes(page, maxLanes);
      return page;
    };
    const { sender, link } = await shareFiles(pair.from, app, paths, await tab(pair.from));
    const receiver = await openLink(pair.to, link, await tab(pair.to));
    await pageReached(receiver.page, "connected", OFFER_MS);
    await receiver.waitFor("connected");
    return new ProductTransfer(sender, receiver, paths, pages.move());
  }

  /** Accepts and waits for the end or the limit. */
  async run(limitMs?: number): Promise<ProductRun> {
    const bytes = await totalBytes(this.#paths);
    const { page } = this.#receiver;
    await this.#receiver.press("receive");
    const ask = async (ms: number) => await pageReached(page, "done", ms) || undefined;
    const over = limitMs === undefined
      ? await longWait("a transfer", deadlineMsOf(bytes), ask)
      : await pageReached(page, "done", limitMs);
    if (over) { for (const side of [this.#receiver, this.#sender]) await side.waitFor("done"); }
    return productRunOf(await readProbe(page), bytes, limitMs);
  }

  /** Waits until the archive of all files is there; answers after how many ms. */
  async packed(): Promise<number> {
    const from = performance.now();
    await this.#receiver.page.waitForSelector('[data-part="save-all"]', { timeout: PACKED_MS });
    return performance.now() - from;
  }

  /** Checks by SHA-256 that what was saved is what was sent. */
  async verify(): Promise<void> {
    for (const path of this.#paths) await verifySaved(this.#receiver.browser, path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pages.disposeAsync();
  }
}

/** What a receiver's page that was to take so many bytes, within a limit or not, tells of the run. */
export function productRunOf(seen: PageSeen, bytes: number, limitMs = NaN): ProductRun {
  const { states, progress, firstByteAtMs, lastByteAtMs } = seen;
  const { connected = NaN, transferring = NaN, done } = states;
  const last = progress.at(-1) ?? { atMs: transferring + limitMs, percent: 0 };
  return {
    finished: done !== undefined,
    moved: done === undefined
      ? { bytes: bytes * last.percent / 100, ms: last.atMs - transferring }
      : { bytes, ms: done - transferring },
    linkToOfferMs: connected,
    acceptToFirstByteMs: firstByteAtMs && firstByteAtMs - transferring,
    lastByteToDoneMs: done && lastByteAtMs && done - lastByteAtMs,
  };
}

/** Sends files from one browser to the other; those that are whole are compared on disk. */
export async function measureProduct(
  pair: BrowserPair,
  app: AppServer,
  paths: readonly string[],
  options: ProductOptions = {},
): Promise<ProductRun> {
  await using transfer = await ProductTransfer.open(pair, app, paths, options);
  const run = await transfer.run(options.limitMs);
  if (run.finished) await transfer.verify();
  return run;
}

async function totalBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await Deno.stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
