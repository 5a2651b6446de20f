import { TestBrowser, type TestBrowserOptions } from "../lib/testing/browsers/test_browser.ts";
import type { ContestantPair } from "./pair.ts";

/** How the two browsers of a pair are started. */
export interface BrowserPairOptions {
  /** Kills both browsers when it is aborted, so that every wait for them ends. */
  readonly signal: AbortSignal;
  readonly from?: TestBrowserOptions;
  readonly to?: TestBrowserOptions;
}

/** Two browsers, each a process of its own with an empty profile. */
export class BrowserPair implements AsyncDisposable {
  readonly from: TestBrowser;
  readonly to: TestBrowser;
  readonly #stack: AsyncDisposableStack;

  private constructor(from: TestBrowser, to: TestBrowser, stack: AsyncDisposableStack) {
    this.from = from;
    this.to = to;
    this.#stack = stack;
  }

  static async launch(pair: ContestantPair, options: BrowserPairOptions): Promise<BrowserPair> {
    const { signal } = options;
    await using stack = new AsyncDisposableStack();
    const launch = async (side: "from" | "to") => {
      signal.throwIfAborted();
      const launchOptions = { ...options[side], endsOnInterrupt: false };
      const browser = stack.use(await TestBrowser.launch(pair[side], launchOptions));
      const kill = () => browser.kill();
      signal.addEventListener("abort", kill, { once: true });
      stack.defer(() => signal.removeEventListener("abort", kill));
      return browser;
    };
    const from = await launch("from");
    const to = await launch("to");
    return new BrowserPair(from, to, stack.move());
  }

  /** The main processes, the sender's first. */
  get processIds(): readonly [number, number] {
    return [this.from.processId, this.to.processId];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
