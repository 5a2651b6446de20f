import type { ElementHandle, Page } from "puppeteer-core";
import type { AppServer } from "../servers/app_server.ts";
import type { TestBrowser } from "./test_browser.ts";
import { until } from "../servers/until.ts";
import { STATE_MS, TRANSFER_MS } from "../deadlines.ts";

/** What a page's island says of itself. */
export interface IslandState {
  readonly state: string;
  readonly reason: string | undefined;
}

/**
 * A page driven as a person would: by what the page contract promises, never by what is behind it.
 * Every wait has a deadline and prints the page when it passes.
 */
export class IslandPage {
  readonly page: Page;
  readonly browser: TestBrowser;
  readonly #complaints: string[] = [];

  constructor(browser: TestBrowser, page: Page) {
    this.browser = browser;
    this.page = page;
    page.on("pageerror", (error) => this.#complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.#complaints.push(message.text());
    });
  }

  /** Errors that the page threw or logged, policy violations among them. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** The island's state as it is now. */
  async state(): Promise<IslandState> {
    return await this.page.evaluate(() => {
      const island = document.querySelector<HTMLElement>("[data-island]");
      return { state: island?.dataset.state ?? "", reason: island?.dataset.reason };
    });
  }

  /** Waits for a state; a failure that wasn't waited for ends the wait at once. */
  async waitFor(state: string, deadlineMs = STATE_MS): Promise<IslandState> {
    const seen = await until(
      `state ${state}`,
      async () => {
        const now = await this.state();
        return now.state === state || now.state === "failed" ? now : undefined;
      },
      deadlineMs,
      () => this.describe(),
    );
    if (seen.state === state) return seen;
    throw new Error(`Failed with ${seen.reason} before ${state}\n${await this.describe()}`);
  }

  /** Waits for failure and answers its reason. */
  async waitForFailure(deadlineMs = STATE_MS): Promise<string> {
    return (await this.waitFor("failed", deadlineMs)).reason ?? "";
  }

  /** Presses a button of the contract, once it is there. */
  async press(action: string): Promise<void> {
    await (await this.#element(`[data-action="${action}"]`)).click();
  }

  /** Text of the first element of a part; waits for it. */
  async textOf(part: string): Promise<string> {
    const element = await this.#element(`[data-part="${part}"]`);
    return await element.evaluate((node) => node.textContent ?? "");
  }

  /** An attribute of the first element of a part; waits for it. */
  async attributeOf(part: string, name: string): Promise<string | null> {
    const element = await this.#element(`[data-part="${part}"]`);
    return await element.evaluate((node, attribute) => node.getAttribute(attribute), name);
  }

  /** What the page shows, for an error message. */
  async describe(): Promise<string> {
    const shown = await this.page.evaluate(() => document.body.innerText).catch(String);
    const { state, reason } = await this.state().catch(() => ({ state: "?", reason: undefined }));
    return [
      `--- ${this.browser.name} ${this.page.url().replace(/#.*/, "#…")} [${state} ${reason ?? ""}]`,
      shown,
      ...this.#complaints.map((complaint) => `! ${complaint}`),
    ].join("\n");
  }

  async #element(selector: string): Promise<ElementHandle<Element>> {
    return await until(
      selector,
      async () => {
        const element = await this.page.$(selector);
        return element ?? undefined;
      },
      STATE_MS,
      () => this.describe(),
    );
  }

  /** The first element that matches a selector; waits for it. */
  element(selector: string): Promise<ElementHandle<Element>> {
    return this.#element(selector);
  }
}

/** Opens `/`, chooses files and shares them with so many; answers the page and the link. */
export async function shareFiles(
  browser: TestBrowser,
  server: Pick<AppServer, "url">,
  paths: readonly string[],
  page?: Page,
  seats = 1,
): Promise<{ readonly sender: IslandPage; readonly link: string }> {
  const sender = await openLink(browser, server.url("/"), page);
  const input = await sender.page.waitForSelector('input[type=file][data-part="files"]');
  await (input as ElementHandle<HTMLInputElement>).uploadFile(...paths);
  if (seats > 1) {
    await (await sender.element(`[data-part="seats"] input[value="${seats}"]`)).click();
  }
  await sender.press("share");
  await sender.waitFor("waiting");
  const field = await sender.element('input[data-part="link"]');
  const link = await field.evaluate((node) => (node as HTMLInputElement).value);
  return { sender, link };
}

/** Opens a link, in a tab of its own where none is given. */
export async function openLink(
  browser: TestBrowser,
  link: string,
  page?: Page,
): Promise<IslandPage> {
  const tab = page ?? await browser.newPage();
  const island = new IslandPage(browser, tab);
  await tab.goto(link, { waitUntil: "load" });
  return island;
}

/** Waits until a saved file of this size is in the browser's download folder; answers its path. */
export async function savedFile(
  browser: Pick<TestBrowser, "downloads">,
  size: number,
  name?: string,
): Promise<string> {
  return await until(`a saved file of ${size} bytes`, async () => {
    for await (const entry of Deno.readDir(browser.downloads)) {
      const path = `${browser.downloads}/${entry.name}`;
      if (/\.(crdownload|part|tmp)$/.test(entry.name)) continue;
      if (name !== undefined && entry.name !== name) continue;
      if ((await Deno.stat(path)).size === size) return path;
    }
    return undefined;
  }, TRANSFER_MS);
}
