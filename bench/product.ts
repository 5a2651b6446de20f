import type { AppServer } from "../lib/testing/app_server.ts";
import { type IslandPage, openLink, savedFile, shareFiles } from "../lib/testing/island_page.ts";
import { sha256OfFile } from "../lib/testing/temp_files.ts";
import type { TestBrowser } from "../lib/testing/test_browser.ts";

/** One transfer as its receiver saw it. */
export interface ProductRun {
  /** From accepting to "done": every block read, sent, verified, written, flushed. */
  readonly acceptToDoneMs: number;
  /** From opening the link to the offer on the screen. */
  readonly linkToOfferMs: number;
}

/** When an island entered each of its states, in ms of the page's own clock. */
async function watchStates({ page }: IslandPage): Promise<() => Promise<Record<string, number>>> {
  await page.evaluate(() => {
    const island = document.querySelector<HTMLElement>("[data-island]")!;
    const seen: Record<string, number> = {};
    new MutationObserver(() => seen[island.dataset.state ?? ""] ??= performance.now())
      .observe(island, { attributeFilter: ["data-state"] });
    Object.assign(globalThis, { seenStates: seen });
  });
  return () =>
    page.evaluate(() =>
      (globalThis as unknown as { seenStates: Record<string, number> }).seenStates
    );
}

/** Sends a file and checks by SHA-256 that what was saved is what was sent. */
export async function measureProduct(
  server: AppServer,
  from: TestBrowser,
  to: TestBrowser,
  path: string,
  atEnd: () => Promise<void> = () => Promise.resolve(),
): Promise<ProductRun> {
  const { sender, link } = await shareFiles(from, server, [path]);
  const openedAt = performance.now();
  const receiver = await openLink(to, link);
  try {
    await receiver.waitFor("connected");
    const linkToOfferMs = performance.now() - openedAt;
    const states = await watchStates(receiver);
    await receiver.press("receive");
    // Told by the page: looking at it again and again would take its time.
    await receiver.page.evaluate(() => {
      const island = document.querySelector<HTMLElement>("[data-island]")!;
      return new Promise<void>((resolve) => {
        const look = () => ["done", "failed"].includes(island.dataset.state ?? "") && resolve();
        new MutationObserver(look).observe(island, { attributeFilter: ["data-state"] });
        look();
      });
    });
    await receiver.waitFor("done");
    await sender.waitFor("done");
    await atEnd();
    const { transferring = NaN, done = NaN } = await states();
    const saved = await savedFile(to, (await Deno.stat(path)).size);
    if (await sha256OfFile(saved) !== await sha256OfFile(path)) {
      throw new Error(`Cannot count this run: ${saved} is not ${path}`);
    }
    await Deno.remove(saved);
    return { acceptToDoneMs: done - transferring, linkToOfferMs };
  } finally {
    await Promise.all([sender.page.close(), receiver.page.close()]);
  }
}
