import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { BROWSER_NAMES } from "./find_browser.ts";
import { savedFile } from "./island_page.ts";
import { borrowBrowser } from "./shared_browsers.ts";

/** A server whose page sets a cookie and has a file to save. */
function serve(): AsyncDisposable & { readonly url: string } {
  const html =
    `<!doctype html><a download="left.bin" href="data:application/octet-stream,abc">a</a>`;
  const headers = { "content-type": "text/html", "set-cookie": "left=1" };
  const server = Deno.serve(
    { port: 0, hostname: "localhost", onListen: () => {} },
    ({ url }) =>
      new URL(url).pathname === "/" ? new Response(html, { headers }) : new Response("plain"),
  );
  return {
    url: `http://localhost:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What a page of the origin finds. */
function found(page: Page) {
  return page.evaluate(async () => {
    const names = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return { cookies: document.cookie, stored: { ...localStorage }, names };
  });
}

for (const name of BROWSER_NAMES) {
  Deno.test(`a borrowed ${name} goes on to the next test without anything of the last`, async () => {
    await using server = serve();
    let first: number;
    {
      await using browser = await borrowBrowser(name);
      first = browser.processId;
      const page = await browser.open(server.url);
      await page.click("a");
      await savedFile(browser, 3, "left.bin");
      await page.evaluate(async () => {
        localStorage.setItem("left", "2");
        const root = await navigator.storage.getDirectory();
        await root.getFileHandle("left", { create: true });
      });
      const left = { cookies: "left=1", stored: { left: "2" }, names: ["left"] };
      assert.deepEqual(await found(page), left);
    }
    await using browser = await borrowBrowser(name);
    assert.equal(browser.processId, first);
    const { cookies, stored, names } = await found(await browser.open(`${server.url}plain`));
    assert.equal(cookies, "");
    // Firefox takes away no storage: other tests don't find it, because they have other origins.
    if (name === "chromium") assert.deepEqual([stored, names], [{}, []]);
    assert.deepEqual([...Deno.readDirSync(browser.downloads)], []);
  });
}

Deno.test("a borrowed browser that was killed goes to nobody, and two at a time are different ones", async () => {
  let killed: number;
  {
    await using browser = await borrowBrowser("chromium");
    killed = browser.processId;
    browser.kill();
  }
  await using one = await borrowBrowser("chromium");
  await using other = await borrowBrowser("chromium");
  assert.notEqual(one.processId, killed);
  assert.notEqual(one.processId, other.processId);
});
