import assert from "node:assert/strict";
import { join } from "node:path";
import { BrowserPlatform } from "@puppeteer/browsers";
import { browserBuildOf, executableOf } from "./browser_build.ts";
import type { BrowserName } from "./browser_name.ts";

const MAC_CHROME = "Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing";

for (
  const [name, platform, path] of [
    ["chromium", BrowserPlatform.LINUX, "chrome-linux64/chrome"],
    ["chromium", BrowserPlatform.LINUX_ARM, "chrome-linux-arm64/chrome"],
    ["chromium", BrowserPlatform.MAC, `chrome-mac-x64/${MAC_CHROME}`],
    ["chromium", BrowserPlatform.MAC_ARM, `chrome-mac-arm64/${MAC_CHROME}`],
    ["chromium", BrowserPlatform.WIN64, "chrome-win64/chrome.exe"],
    ["firefox", BrowserPlatform.LINUX, "firefox/firefox"],
    ["firefox", BrowserPlatform.LINUX_ARM, "firefox/firefox"],
    ["firefox", BrowserPlatform.MAC, "Firefox.app/Contents/MacOS/firefox"],
    ["firefox", BrowserPlatform.MAC_ARM, "Firefox.app/Contents/MacOS/firefox"],
    ["firefox", BrowserPlatform.WIN64, "core/firefox.exe"],
  ] as const
) {
  Deno.test(`executableOf() knows the binary of ${name} that was fetched for ${platform}`, () => {
    const build = browserBuildOf(name, platform, "/cache") ?? assert.fail();
    const folder = `/cache/${build.browser}/${platform}-${build.buildId}`;
    assert.equal(executableOf(build), join(folder, path));
  });
}

for (
  const [name, browser, buildId] of [
    ["chromium", "chrome", /^\d+(\.\d+){3}$/],
    ["firefox", "firefox", /^stable_\d+(\.\d+)+$/],
  ] as const satisfies readonly (readonly [BrowserName, string, RegExp])[]
) {
  Deno.test(`browserBuildOf() names one version of ${name}, the same on every machine`, () => {
    const builds = Object.values(BrowserPlatform).map((platform) => browserBuildOf(name, platform));
    assert.deepEqual(new Set(builds.map((build) => build?.browser)), new Set([browser]));
    const [id, ...others] = new Set(builds.map((build) => build?.buildId));
    assert.match(id ?? "", buildId);
    assert.deepEqual(others, []);
  });
}
