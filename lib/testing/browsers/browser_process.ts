import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { NamespacedBrowser } from "../network/namespaced_browser.ts";
import { STATE_MS } from "../deadlines.ts";
import { removeTree } from "../remove_tree.ts";
import type { BrowserName } from "./browser_name.ts";
import { CHROMIUM_ARGS } from "./chromium_args.ts";
import { requireBrowser } from "./find_browser.ts";

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

/** Time to start, ms: Firefox takes four seconds of a processor. */
const START_MS = 120_000;

/** A browser's process with a profile and a folder for what it saves, both removed with it. */
export class BrowserProcess implements AsyncDisposable {
  readonly name: BrowserName;
  /** Where saved files end up. */
  readonly downloads: string;
  readonly #browser: Browser;
  /** The tab that it began with, which nobody uses: without any, a browser may end. */
  readonly #blank: Page;
  readonly #home: string;
  readonly #inside: NamespacedBrowser | undefined;
  /** Whom pages have come from since the last test. */
  readonly #origins = new Set<string>();
  #wasKilled = false;

  private constructor(
    name: BrowserName,
    [browser, blank]: readonly [Browser, Page],
    home: string,
    downloads: string,
    inside: NamespacedBrowser | undefined,
  ) {
    this.name = name;
    this.#browser = browser;
    this.#blank = blank;
    this.#home = home;
    this.downloads = downloads;
    this.#inside = inside;
    browser.on("targetchanged", (target) => {
      const url = URL.parse(target.url());
      if (url && /^https?:$/.test(url.protocol)) this.#origins.add(url.origin);
    });
  }

  static async launch(
    name: BrowserName,
    options: TestBrowserOptions = {},
  ): Promise<BrowserProcess> {
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
        timeout: START_MS,
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
      const blank = (await browser.pages())[0] ?? await browser.newPage();
      return new BrowserProcess(name, [browser, blank], home, downloads, inside);
    } catch (error) {
      await inside?.[Symbol.asyncDispose]();
      await Deno.remove(home, { recursive: true });
      throw error;
    }
  }

  /** A new, empty tab. */
  async newPage(): Promise<Page> {
    return patient(await this.#browser.newPage());
  }

  /** An empty tab of a profile of its own: storage, locks and downloads are apart from all others. */
  async newProfile(): Promise<{ readonly page: Page; readonly downloads: string }> {
    const downloads = await Deno.makeTempDir({ dir: this.#home, prefix: "downloads_" });
    const downloadBehavior = { policy: "allow", downloadPath: downloads } as const;
    const context = await this.#browser.createBrowserContext({ downloadBehavior });
    return { page: patient(await context.newPage()), downloads };
  }

  /** The main process. */
  get id(): number {
    const pid = this.#browser.process()?.pid;
    if (pid === undefined) throw new Error(`Cannot find the process of ${this.name}`);
    return pid;
  }

  /** Ends the process as a crash would: no page gets to say goodbye. */
  kill(): void {
    this.#wasKilled = true;
    this.#browser.process()?.kill("SIGKILL");
  }

  /**
   * Takes away what a test has left: its profiles, pages and cookies, what they stored, what was saved.
   *
   * @returns whether nothing is left: a browser that was killed, or that is saving still, is for nobody
   */
  async clear(): Promise<boolean> {
    if (this.#wasKilled || !this.#browser.connected) return false;
    const own = this.#browser.defaultBrowserContext();
    const others = this.#browser.browserContexts().filter((context) => context !== own);
    await Promise.all(others.map((context) => context.close()));
    const pages = (await this.#browser.pages()).filter((page) => page !== this.#blank);
    await Promise.all(pages.map((page) => page.close()));
    await own.deleteCookie(...await own.cookies());
    if (this.name === "chromium") await this.#clearStorage();
    for await (const { name } of Deno.readDir(this.downloads)) {
      if (/\.(crdownload|part)$/.test(name)) return false;
      await Deno.remove(`${this.downloads}/${name}`);
    }
    return true;
  }

  /** Nobody else would find it, as no two servers of a process are one origin: but it fills the disk. */
  async #clearStorage(): Promise<void> {
    const session = await this.#blank.createCDPSession();
    for (const origin of this.#origins) {
      await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
    }
    await session.detach();
    this.#origins.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close().catch(() => this.kill()); // Killed by its test: nothing to close.
    await this.#inside?.[Symbol.asyncDispose]();
    await removeTree(this.#home);
  }
}

function patient(page: Page): Page {
  page.setDefaultTimeout(STATE_MS);
  return page;
}
