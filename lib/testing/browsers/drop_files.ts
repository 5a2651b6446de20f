import type { Page } from "puppeteer-core";
import { until } from "../servers/until.ts";
import { STATE_MS } from "../deadlines.ts";

/**
 * Drops files and folders of the disk onto a sender's page, as a file manager does: once the page shows
 * that it would take them, which it doesn't before its script is there.
 */
export async function dropFiles(page: Page, ...paths: readonly string[]): Promise<void> {
  const client = await page.createCDPSession();
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const drag = (type: "dragEnter" | "dragOver" | "drop") =>
    client.send("Input.dispatchDragEvent", { type, x: 200, y: 300, data });
  await until("a page that takes a drop", async () => {
    await drag("dragEnter");
    await drag("dragOver");
    return await page.$('.drop[data-active="true"]') ?? undefined;
  }, STATE_MS);
  await drag("drop");
  await client.detach();
}
