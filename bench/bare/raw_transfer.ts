import type { Page } from "puppeteer-core";
import type { BrowserPair } from "../browser_pair.ts";
import { longWait } from "../long_wait.ts";
import { type Amount, deadlineMsOf, type Moved } from "../moved.ts";
import type { BareServer } from "./bare_server.ts";
import type { Raw } from "./raw_page.ts";

declare const raw: Raw;

/** How much later than its own limit a page may answer. */
const ANSWER_MS = 30_000;

/** Two pages with bare connections between them, open and silent until told to transfer. */
export class RawTransfer implements AsyncDisposable {
  readonly #sender: Page;
  readonly #receiver: Page;
  readonly #pages: AsyncDisposableStack;

  private constructor(sender: Page, receiver: Page, pages: AsyncDisposableStack) {
    this.#sender = sender;
    this.#receiver = receiver;
    this.#pages = pages;
  }

  /** Opens both pages and `count` connections between them. */
  static async open(pair: BrowserPair, server: BareServer, count: number): Promise<RawTransfer> {
    await using pages = new AsyncDisposableStack();
    const open = async (browser: BrowserPair["from"]) =>
      pages.adopt(await browser.open(server.url("/raw")), (page) => page.close());
    const sender = await open(pair.from);
    const receiver = await open(pair.to);
    for (let index = 0; index < count; index++) {
      const offer = await sender.evaluate(() => raw.offer());
      const answer = await receiver.evaluate((sdp) => raw.answer(sdp), offer);
      await sender.evaluate((sdp) => raw.accept(sdp), answer);
    }
    return new RawTransfer(sender, receiver, pages.move());
  }

  /** Moves so much; resolves with what arrived, timed from its first byte. */
  async run({ bytes, limitMs }: Amount): Promise<Moved> {
    const countMs = limitMs ?? deadlineMsOf(bytes);
    const failed = Promise.withResolvers<never>();
    this.#sender.once("pageerror", failed.reject);
    await this.#receiver.evaluate((size, ms) => raw.receive(size, ms), bytes, countMs);
    await this.#sender.evaluate((size) => raw.send(size), bytes);
    const received = longWait(
      "a raw transfer",
      countMs + ANSWER_MS,
      (ms) => this.#receiver.evaluate((waitMs) => raw.received(waitMs), ms),
    );
    const moved = await Promise.race([received, failed.promise]);
    if (limitMs !== undefined || moved.bytes >= bytes) return moved;
    throw new Error(`Cannot count this run: ${moved.bytes} of ${bytes} bytes came`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pages.disposeAsync();
  }
}

/** Moves so much over `count` bare connections of two pages of their own. */
export async function measureRaw(
  pair: BrowserPair,
  server: BareServer,
  count: number,
  amount: Amount,
): Promise<Moved> {
  await using transfer = await RawTransfer.open(pair, server, count);
  return await transfer.run(amount);
}
