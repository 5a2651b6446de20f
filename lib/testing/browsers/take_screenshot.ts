/**
 * Takes the picture of the README: both pages of a real transfer, side by side.
 *
 * ```sh
 * deno task build && deno run -A lib/testing/browsers/take_screenshot.ts docs/pages.png
 * ```
 * @module
 */
import { AppServer } from "../servers/app_server.ts";
import { type IslandPage, openLink, shareFiles } from "./island_page.ts";
import { TempFiles } from "./temp_files.ts";
import { TestBrowser } from "./test_browser.ts";

const [out = "docs/pages.png"] = Deno.args;
const viewport = { width: 760, height: 860 };

async function shot({ page }: IslandPage): Promise<string> {
  return await page.screenshot({ encoding: "base64" });
}

await using files = await TempFiles.create();
await using server = await AppServer.start();
await using browser = await TestBrowser.launch("chromium", { viewport });
const path = await files.random("Holiday in the mountains.mp4", 5 * 1024 * 1024);
const { sender, link } = await shareFiles(browser, server, [path]);
await sender.element('[data-part="qr"], svg');
const waiting = await shot(sender);
const receiver = await openLink(browser, link);
await receiver.waitFor("connected");
const offered = await shot(receiver);
const page = await browser.newPage();
await page.setViewport({ width: 2 * viewport.width, height: viewport.height });
const images = [waiting, offered].map((data) => `<img src="data:image/png;base64,${data}">`);
await page.setContent(`<body style="margin:0;display:flex">${images.join("")}`);
await page.screenshot({ path: out as `${string}.png` });
