import assert from "node:assert/strict";
import { BrowserPlatform } from "@puppeteer/browsers";
import { type BrowserBuild, browserBuildOf } from "./browser_build.ts";
import { type BuildDownload, fetchBuild } from "./fetch_build.ts";

const CHROME = browserBuildOf("chromium", BrowserPlatform.MAC_ARM, "/cache") ?? assert.fail();
const FIREFOX = browserBuildOf("firefox", BrowserPlatform.WIN64, "/cache") ?? assert.fail();
const MB = 1_000_000;

/** Fetches with a download that only pretends. */
async function fetched(build: BrowserBuild, download: BuildDownload) {
  const lines: string[] = [];
  const asked: BrowserBuild[] = [];
  await fetchBuild(build, {
    download: (build, onProgress) => {
      asked.push(build);
      return download(build, onProgress);
    },
    say: (line) => lines.push(line),
  });
  return { asked, lines };
}

for (const build of [CHROME, FIREFOX]) {
  Deno.test(`fetchBuild() asks for ${build.browser}, its version, the machine's kind and the cache`, async () => {
    const { asked, lines } = await fetched(build, () => Promise.resolve());
    assert.deepEqual(asked, [build]);
    const { browser, buildId, platform } = build;
    assert.deepEqual(lines, [`Fetching ${browser} ${buildId} for ${platform} into /cache`]);
  });
}

Deno.test("fetchBuild() says how far it is a fifth at a time, however often it is told", async () => {
  const { lines } = await fetched(CHROME, (_, onProgress) => {
    for (let received = 0; received <= 180 * MB; received += MB / 10) {
      onProgress(received, 180 * MB);
    }
    return Promise.resolve();
  });
  assert.deepEqual(
    lines.slice(1),
    [20, 40, 60, 80, 100].map((percent) => `chrome ${CHROME.buildId}: ${percent} % of 180 MB`),
  );
});

Deno.test("fetchBuild() says each fifth once where a download leaps, and none of an unknown size", async () => {
  const leaping = await fetched(CHROME, (_, onProgress) => {
    for (const received of [0, 55, 59, 100, 100]) onProgress(received * MB, 100 * MB);
    return Promise.resolve();
  });
  assert.deepEqual(leaping.lines.slice(1).map((line) => line.split(": ")[1]), [
    "40 % of 100 MB",
    "100 % of 100 MB",
  ]);
  const unknown = await fetched(CHROME, (_, onProgress) => {
    for (const total of [0, NaN]) onProgress(MB, total);
    return Promise.resolve();
  });
  assert.equal(unknown.lines.length, 1);
});

Deno.test("fetchBuild() fails with one line: what, why, and the command to run by hand", async () => {
  const cause = new Error("All providers failed:\n  - Default: getaddrinfo ENOTFOUND host\n");
  const failing = fetched(FIREFOX, () => Promise.reject(cause));
  await assert.rejects(failing, {
    message: `Cannot fetch firefox ${FIREFOX.buildId}: All providers failed: - Default: ` +
      "getaddrinfo ENOTFOUND host. By hand: deno run -A npm:@puppeteer/browsers install " +
      `firefox@${FIREFOX.buildId} --path "/cache"`,
    cause,
  });
});
