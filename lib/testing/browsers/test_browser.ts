import type { Page } from "puppeteer-core";
import { BrowserProcess, type TestBrowserOptions } from "./browser_process.ts";
import type { BrowserName } from "./browser_name.ts";

export type { TestBrowserOptions } from "./browser_process.ts";

/**
 * A browser as one test has it: with an empty profile and an empty download folder.
 *
 * @example
 * ```ts ignore
 * await using browser = await TestBrowser.launch("chromium");
 * const page = await browser.open("http://localhost:8000/");
 * ```
 */
export class TestBrowser implements AsyncDisposable {
  readonly #process: BrowserProcess;
  readonly #leave: () => Promise<void>;

  /** @param leave what becomes of the process once the test has done with it */
  constructor(process: BrowserProcess, leave: () => Promise<void>) {
    this.#process = process;
    this.#leave = leave;
  }

  /** Starts a process of the test's own. What needs none is quicker with `borrowBrowser`. */
  static async launch(name: BrowserName, options: TestBrowserOptions = {}): Promise<TestBrowser> {
    const process = await BrowserProcess.launch(name, options);
    return new TestBrowser(process, () => process[Symbol.asyncDispose]());
  }

  get name(): BrowserName {
    return this.#process.name;
  }

  /** Where saved files end up. */
  get downloads(): string {
    return this.#process.downloads;
  }

  /** Opens a URL in a new tab. */
  async open(url: string): Promise<Page> {
    const page = await this.newPage();
    await page.goto(url, { waitUntil: "load" });
    return page;
  }

  /** A new, empty tab, for tests that have to prepare it before it loads anything. */
  newPage(): Promise<Page> {
    return this.#process.newPage();
  }

  /** An empty tab of a profile of its own: storage, locks and downloads are apart from all others. */
  newProfile(): Promise<{ readonly page: Page; readonly downloads: string }> {
    return this.#process.newProfile();
  }

  /** The browser's main process. */
  get processId(): number {
    return this.#process.id;
  }

  /** Ends the process as a crash would: no page gets to say goodbye. */
  kill(): void {
    this.#process.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave();
  }
}
