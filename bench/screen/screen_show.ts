import type { Page } from "puppeteer-core";
import { type IslandPage, openLink } from "../../lib/testing/browsers/island_page.ts";
import type { TestBrowser } from "../../lib/testing/browsers/test_browser.ts";
import type { BareScreen } from "../bare/screen_page.ts";
import type { BrowserPair } from "../browser_pair.ts";
import type { TestBed } from "../test_bed.ts";
import { firstPictureMs, installScreenProbe } from "./screen_probe.ts";

declare const bareScreen: BareScreen;

/** A screen that is shown to somebody. */
export interface ScreenShow extends AsyncDisposable {
  /** Opens one more page that watches; answers when it shows a picture. */
  watch(): Promise<{ readonly page: Page; readonly firstMs: number }>;
}

/** The product, with the quality it begins with. */
export async function showByProduct(bed: TestBed, pair: BrowserPair): Promise<ScreenShow> {
  await using pages = new AsyncDisposableStack();
  const tab = await tabOf(pages, pair.from);
  const presenter: IslandPage = await openLink(pair.from, bed.app.url("/presenter"), tab);
  await presenter.press("start");
  await presenter.waitFor("live");
  const field = await presenter.element('input[data-part="link"]');
  const link = await field.evaluate((node) => (node as HTMLInputElement).value);
  return showOf(pages.move(), async (stack) => {
    const page = await tabOf(stack, pair.to);
    await installScreenProbe(page);
    await openLink(pair.to, link, page);
    return page;
  });
}

/** Bare connections with every setting as it is; each viewer has a presenter of its own. */
export async function showBare(bed: TestBed, pair: BrowserPair): Promise<ScreenShow> {
  await using pages = new AsyncDisposableStack();
  return showOf(pages.move(), async (stack) => {
    const url = `${bed.bare.url("/screen")}?room=${crypto.randomUUID()}`;
    const host = stack.adopt(await pair.from.open(`${url}#host`), (page) => page.close());
    await host.evaluate(() => bareScreen.present());
    const page = await tabOf(stack, pair.to);
    await installScreenProbe(page);
    await page.goto(url);
    return page;
  });
}

async function tabOf(stack: AsyncDisposableStack, browser: TestBrowser): Promise<Page> {
  return stack.adopt(await browser.newPage(), (page) => page.close());
}

function showOf(
  pages: AsyncDisposableStack,
  open: (pages: AsyncDisposableStack) => Promise<Page>,
): ScreenShow {
  return {
    watch: async () => {
      const page = await open(pages);
      return { page, firstMs: await firstPictureMs(page) };
    },
    [Symbol.asyncDispose]: () => pages.disposeAsync(),
  };
}
