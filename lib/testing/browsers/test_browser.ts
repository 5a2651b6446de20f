import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { CHROMIUM_ARGS } from "./chromium_args.ts";
import { requireBrowser } from "./find_browser.ts";
import { type BrowserName } from "./browser_name.ts";
import { NamespacedBrowser } from "../network/namespaced_browser.ts";

/** How a browser is started. */
export interface TestBrowserOptions {
  /** Sent as `Accept-Language`. @default {"en"} */
  readonly language?: string;
  /** More command-line arguments. */
  readonly args?: readonly string[];
  /** Firefox preferences. */
  readonly prefs?: Readonly<Record<string, string | number | boolean>>;
  /** Lets pages sound, which a test that listens needs; otherwise they are mute. */
  readonly audible?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** A folder for the profile, which stays when the browser ends; otherwise one of its own. */
  readonly profile?: string;
  /** The name of the network namespace to live in; this process's own where there is none. */
  readonly namespace?: string;
  /**
   * Whether Ctrl+C ends it and this process at once. Whoever cleans up by itself says no.
   * @default {true}
   */
  readonly endsOnInterrupt?: boolean;
}

/**
 * A browser process of its own with an empty profile and a download folder, both removed with it.
 *
 * @example
 * ```ts ignore
 * await using browser = await TestBrowser.launch("chromium");
 * const page = await browser.open("http://localhost:8000/");
 * ```
 */
export class TestBrowser implements AsyncDisposable {
  readonly name: BrowserName;
  /** Where saved files end up. */
  readonly downloads: string;
  readonly #browser: Browser;
  readonly #home: string;
  readonly #inside: NamespacedBrowser | undefined;

  private constructor(
    name: BrowserName,
    browser: Browser,
    home: string,
    downloads: string,
    inside: NamespacedBrowser | undefined,
  ) {
    this.name = name;
    this.#browser = browser;
    this.#home = home;
    this.downloads = downloads;
    this.#inside = inside;
  }

  static async launch(name: BrowserName, options: TestBrowserOptions = {}): Promise<TestBrowser> {
    const { language = "en", args = [], prefs = {}, viewport = { width: 1100, height: 900 } } =
      options;
    const { namespace, endsOnInterrupt = true } = options;
    const executablePath = requireBrowser(name);
    const home = await Deno.makeTempDir({ prefix: "filefrag_browser_" });
    const downloads = `${home}/downloads`;
    await Deno.mkdir(downloads);
    let inside: NamespacedBrowser | undefined;
    try {
      if (namespace) inside = await NamespacedBrowser.prepare(namespace, executablePath, home);
      const browser = await puppeteer.launch({
        browser: name === "firefox" ? "firefox" : "chrome",
        executablePath,
        ...inside?.launchOptions,
        headless: true,
        ...(options.audible && { ignoreDefaultArgs: ["--mute-audio"] }),
        handleSIGINT: endsOnInterrupt,
        handleSIGTERM: endsOnInterrupt,
        defaultViewport: { ...viewport },
        userDataDir: options.profile ?? `${home}/profile`,
        args: name === "chromium"
          ? ["--headless", ...CHROMIUM_ARGS, `--lang=${language}`, ...args]
          : [...args],
        ...(name === "chromium" && {
          downloadBehavior: { policy: "allow" as const, downloadPath: downloads },
        }),
        extraPrefsFirefox: {
          "browser.download.folderList": 2,
          "browser.download.dir": downloads,
          "browser.download.useDownloadDir": true,
          "browser.download.always_ask_before_handling_new_types": false,
          "intl.accept_languages": language,
          ...prefs,
        },
      });
      return new TestBrowser(name, browser, home, downloads, inside);
    } catch (error) {
      await inside?.[Symbol.asyncDispose]();
      await Deno.remove(home, { recursive: true });
      throw error;
    }
  }

  /** Opens a URL in a new tab. */
  async open(url: string): Promise<Page> {
    const page = await this.#browser.newPage();
    await page.goto(url, { waitUntil: "load" });
    return page;
  }

  /** A new, empty tab, for tests that have to prepare it before it loads anything. */
  newPage(): Promise<Page> {
    return this.#browser.newPage();
  }

  /** An empty tab of a profile of its own: storage, locks and downloads are apart from all others. */
  async newProfile(): Promise<{ readonly page: Page; readonly downloads: string }> {
    const downloads = await Deno.makeTempDir({ dir: this.#home, prefix: "downloads_" });
    const downloadBehavior = { policy: "allow", downloadPath: downloads } as const;
    const context = await this.#browser.createBrowserContext({ downloadBehavior });
    return { page: await context.newPage(), downloads };
  }

  /** The browser's main process. */
  get processId(): number {
    const pid = this.#browser.process()?.pid;
    if (pid === undefined) throw new Error(`Cannot find the process of ${this.name}`);
    return pid;
  }

  /** Ends the process as a crash would: no page gets to say goodbye. */
  kill(): void {
    this.#browser.process()?.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close().catch(() => this.kill()); // Killed by its test: nothing to close.
    await this.#inside?.[Symbol.asyncDispose]();
    await removeTree(this.#home);
  }
}

/** Removes a profile; a browser's last child processes may still be writing into it. */
async function removeTree(path: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
