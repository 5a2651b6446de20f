import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";
import { CHROMIUM_ARGS } from "../testing/browsers/chromium_args.ts";
import { requireBrowser } from "../testing/browsers/find_browser.ts";
import { fixtureApp } from "./testdata/fixture.ts";
import { withServer } from "./testdata/with_server.ts";

const app = await fixtureApp();

Deno.test("islands become live under Trusted Types: shared signals, every prop type, JSX shown later, a late import", async () => {
  const userDataDir = await Deno.makeTempDir();
  try {
    await withServer(app, async ({ host }) => {
      await using browser = await puppeteer.launch({
        executablePath: requireBrowser("chromium"),
        args: [...CHROMIUM_ARGS],
        userDataDir,
      });
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => problems.push(message.text()));
      await page.goto(`http://${host}/`);
      const text = (selector: string) => page.$eval(selector, (element) => element.textContent);
      const see = (selector: string, expected: string) =>
        page.waitForFunction(
          (css, want) => document.querySelector(css)?.textContent === want,
          {},
          selector,
          expected,
        );

      // The server says false; the attribute stays until something renders, so liveness shows in what a click does.
      await page.click("#one");
      await see("#one", "count: 4");
      await see("#two", "count: 4");
      assert.match(
        String(await text("#values")),
        /^1970-01-01T00:00:00\.000Z 11 a 6 \/styles\.css\?__frsh_c=\w+ $/,
      );

      await page.click("#toggle");
      await see("#content p.inside", "slot text");
      await see("#content #three", "count: 4");
      await page.click("#three");
      await see("#one", "count: 5");
      await see("#content #three", "count: 5");

      await page.click("#values");
      await page.waitForFunction(() =>
        document.querySelector("#values")?.textContent?.endsWith("loaded later")
      );

      await page.goto(`http://${host}/local`);
      await page.click("#hello");
      await see("#hello", "hello later count:");

      // Islands bundled together, each alone and both on one page.
      await page.goto(`http://${host}/pairs/left`);
      await page.click("#left");
      await see("#left", "count: 2");
      await page.goto(`http://${host}/pairs/right`);
      await page.click("#right");
      await see("#right", "double: 0");
      await page.goto(`http://${host}/pairs/both`);
      await page.click("#left");
      await see("#right", "double: 4");
      await page.click("#right");
      await see("#left", "count: 1");
      assert.deepEqual(problems, []);
    });
  } finally {
    await Deno.remove(userDataDir, { recursive: true });
  }
});
