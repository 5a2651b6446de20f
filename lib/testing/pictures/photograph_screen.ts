import type { Page } from "puppeteer-core";
import { openLink } from "../browsers/island_page.ts";
import { CAPTURE_ARGS, SOURCE_TITLE } from "../browsers/screen_source.ts";
import { TestBrowser } from "../browsers/test_browser.ts";
import type { SecureSite } from "./secure_site.ts";
import { windowsDocument } from "./window_frame.ts";

const SHOWN = { width: 1280, height: 720 };
const PRESENTER = { width: 380, height: 610 };
const VIEWER = { width: 800, height: 564 };
const PICTURE = { width: 1264, height: 714 };

/** What is on the presenter's screen. */
const SLIDE = `<!doctype html><title>${SOURCE_TITLE}</title><style>
  * { margin: 0; box-sizing: border-box; }
  body { width: 100vw; height: 100vh; padding: 64px 72px; font-family: system-ui, sans-serif;
    color: #0c211a; background: #fbfdf8; }
  h1 { font-size: 46px; letter-spacing: -.02em; }
  h1 + p { margin-top: 10px; font-size: 23px; color: #47594f; }
  svg { display: block; margin-top: 44px; width: 100%; height: 380px; }
  text { font-size: 18px; fill: #47594f; }
  i { position: fixed; right: 72px; bottom: 44px; width: 14px; height: 14px; background: #0a5c43;
    border-radius: 50%; animation: beat 1s infinite alternate; }
  @keyframes beat { to { opacity: .2; } }
</style><h1>Visitors, by month</h1><p>The new trail opened in May.</p>
<svg viewBox="0 0 1136 380">${
  [38, 44, 52, 61, 118, 171, 236, 258, 214, 150, 84, 57].map((value, month) => {
    const [x, y] = [month * 95, 330 - value * 1.2];
    const fill = month === 4 ? "#a9cf2b" : "#0a5c43";
    return `<rect x="${x}" y="${y}" width="62" height="${value * 1.2}" rx="6" fill="${fill}"/>` +
      `<text x="${x + 14}" y="364">${"JFMAMJJASOND"[month]}</text>`;
  }).join("")
}</svg><i></i>`;

/** Ms until the picture is sharp and the figures have settled. */
const SETTLE_MS = 5_000;

/** Photographs a screen that is shown, at both ends: `screen.webp`. */
export async function photographScreen(site: SecureSite, out: string): Promise<void> {
  const args = [...CAPTURE_ARGS, ...site.args];
  await using presenting = await TestBrowser.launch("chromium", { viewport: SHOWN, args });
  await using watching = await TestBrowser.launch("chromium", {
    viewport: VIEWER,
    args: site.args,
  });
  await using composing = await TestBrowser.launch("chromium");
  const source = await presenting.newPage();
  await source.setContent(SLIDE);
  const presenter = await openLink(presenting, site.url("/presenter"));
  await presenter.page.setViewport({ ...PRESENTER, deviceScaleFactor: 2 });
  await presenter.press("start");
  await presenter.waitFor("live");
  const link = await (await presenter.element('input[data-part="link"]'))
    .evaluate((node) => (node as HTMLInputElement).value);
  const viewer = await openLink(watching, link);
  await viewer.page.setViewport({ ...VIEWER, deviceScaleFactor: 2 });
  await viewer.waitFor("live");
  await viewer.element('[data-part="latency"]');
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  // The pointer keeps the bar below the picture in sight.
  await viewer.page.mouse.move(VIEWER.width / 2, VIEWER.height / 2);
  const pictures = await Promise.all([presenter.page, viewer.page].map(photograph));
  await compose(await composing.newPage(), pictures, `${out}/screen.webp`);
}

function photograph(page: Page): Promise<string> {
  return page.screenshot({ encoding: "base64" });
}

async function compose(page: Page, [presenter, viewer]: readonly string[], path: string) {
  await page.setViewport({ ...PICTURE, deviceScaleFactor: 2 });
  await page.setContent(windowsDocument([
    { ...VIEWER, picture: viewer, address: "files.example/view/…", left: 434, top: 53 },
    { ...PRESENTER, picture: presenter, address: "files.example/presenter", left: 30, top: 30 },
  ], PICTURE));
  await Deno.writeFile(path, await page.screenshot({ type: "webp", quality: 82 }));
}
