import type { Page } from "puppeteer-core";
import { AppServer } from "../servers/app_server.ts";
import type { BrowserName } from "./browser_name.ts";
import { type IslandPage, openLink } from "./island_page.ts";
import type { NatLab } from "../network/nat_lab.ts";
import { CAPTURE_ARGS, openScreenSource, readScreen, type SeenFrame } from "./screen_source.ts";
import { borrowBrowser } from "./shared_browsers.ts";
import { TestBrowser, type TestBrowserOptions } from "./test_browser.ts";
import { until } from "../servers/until.ts";
import { STATE_MS } from "../deadlines.ts";

/** Where a {@linkcode ScreenStage} stands. */
export interface ScreenStageOptions {
  /** The server's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The presenter is its host `a`; this machine where there is none. */
  readonly lab?: NatLab;
}

/** A presenter with something to show, a server, and whoever else is launched. */
export class ScreenStage implements AsyncDisposable {
  readonly server: AppServer;
  /** The presenter's. */
  readonly browser: TestBrowser;
  /** The tab that is shown. */
  readonly source: Page;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    server: AppServer,
    browser: TestBrowser,
    source: Page,
    stack: AsyncDisposableStack,
  ) {
    this.server = server;
    this.browser = browser;
    this.source = source;
    this.#stack = stack;
  }

  /** Starts the server and the presenter's browser, and opens what it will show. */
  static async start({ environment, lab }: ScreenStageOptions = {}): Promise<ScreenStage> {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await AppServer.start(environment));
    lab?.expose(Number(new URL(server.origin).port));
    const options = { args: CAPTURE_ARGS, audible: true };
    const namespace = lab?.a.namespace.name;
    const browser = stack.use(
      await (namespace
        ? TestBrowser.launch("chromium", { ...options, namespace })
        : borrowBrowser("chromium", options)),
    );
    const source = await openScreenSource(browser);
    return new ScreenStage(server, browser, source, stack.move());
  }

  /** Another browser, until the stage's end; with options, one that no other test has. */
  async addBrowser(name: BrowserName, options?: TestBrowserOptions): Promise<TestBrowser> {
    return this.#stack.use(
      await (options ? TestBrowser.launch(name, options) : borrowBrowser(name)),
    );
  }

  /** Opens the presenter's page; `prepare` sees its tab before it loads. */
  async openPresenter(prepare = async (_page: Page) => {}): Promise<IslandPage> {
    const page = await this.browser.newPage();
    await prepare(page);
    return await openLink(this.browser, this.server.url("/presenter"), page);
  }

  /** Shows the source; answers the page and its link. */
  async present(): Promise<{ readonly presenter: IslandPage; readonly link: string }> {
    const presenter = await this.openPresenter();
    await presenter.press("start");
    await presenter.waitFor("live");
    return { presenter, link: await screenLinkOf(presenter) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** The link on a presenter's page. */
export async function screenLinkOf(presenter: IslandPage): Promise<string> {
  const field = await presenter.element('input[data-part="link"]');
  return await field.evaluate((node) => (node as HTMLInputElement).value);
}

/** Opens the link and waits for a picture that moves. */
export async function watch(browser: TestBrowser, link: string): Promise<IslandPage> {
  const viewer = await openLink(browser, link);
  await viewer.waitFor("live");
  await moving(viewer);
  return viewer;
}

/** The newest frame, once there is one newer than `after`. */
export async function moving(viewer: IslandPage, after = -1): Promise<SeenFrame> {
  return await until(
    `a frame after ${after}`,
    async () => {
      const seen = await readScreen(viewer.page);
      return seen && seen.id > after ? seen : undefined;
    },
    STATE_MS,
    () => viewer.describe(),
  );
}

/** The picture after a while in which nothing new may come. */
export async function still(viewer: IslandPage): Promise<SeenFrame> {
  let last = await readScreen(viewer.page);
  return await until(
    "a picture that stands still",
    async () => {
      const before = last;
      await new Promise((resolve) => setTimeout(resolve, 500));
      last = await readScreen(viewer.page);
      return before && last?.id === before.id ? last : undefined;
    },
    STATE_MS,
    () => viewer.describe(),
  );
}

/** Waits until a presenter's page counts so many viewers. */
export async function viewerCount(presenter: IslandPage, count: number): Promise<void> {
  await until(
    `${count} viewers`,
    async () => await presenter.textOf("peer-count") === String(count) || undefined,
    STATE_MS,
    () => presenter.describe(),
  );
}

/** Notes the states an island enters; answers those since. */
export async function statesFromNowOn({ page }: IslandPage): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const island = document.querySelector<HTMLElement>("[data-island]")!;
    const seen: string[] = [];
    Object.assign(globalThis, { seenStates: seen });
    new MutationObserver(() => seen.push(island.dataset.state ?? ""))
      .observe(island, { attributes: true, attributeFilter: ["data-state"] });
  });
  return async () =>
    await page.evaluate(() => (globalThis as unknown as { seenStates: string[] }).seenStates);
}

/** Answers "leave" when the page asks whether to; the browser asks only after a click on the page. */
export async function answerLeave({ page }: IslandPage): Promise<void> {
  page.on("dialog", (dialog) => dialog.accept());
  await Promise.resolve();
}
