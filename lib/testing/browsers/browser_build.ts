import {
  Browser,
  type BrowserPlatform,
  computeExecutablePath,
  detectBrowserPlatform,
} from "@puppeteer/browsers";
import { homedir } from "node:os";
import { join } from "node:path";
import { PUPPETEER_REVISIONS } from "puppeteer-core/internal/revisions.js";
import type { BrowserName } from "./browser_name.ts";

/** One build of a browser, which can be fetched where no package manager brings one. */
export interface BrowserBuild {
  readonly browser: Browser;
  /** Its version: the one that this `puppeteer-core` was made for, so equal sources drive equal browsers. */
  readonly buildId: string;
  readonly platform: BrowserPlatform;
  /** The folder of all fetched builds. */
  readonly cacheDir: string;
}

/** Where whatever uses puppeteer keeps its browsers, so that several projects need one copy. */
const CACHE_DIR = Deno.env.get("PUPPETEER_CACHE_DIR") ?? join(homedir(), ".cache", "puppeteer");

const BUILDS: Readonly<Record<BrowserName, Pick<BrowserBuild, "browser" | "buildId">>> = {
  chromium: { browser: Browser.CHROME, buildId: PUPPETEER_REVISIONS.chrome },
  firefox: { browser: Browser.FIREFOX, buildId: PUPPETEER_REVISIONS.firefox },
};

/** The build of a browser for a machine; `undefined` where there is none. */
export function browserBuildOf(
  name: BrowserName,
  platform: BrowserPlatform | undefined = detectBrowserPlatform(),
  cacheDir: string = CACHE_DIR,
): BrowserBuild | undefined {
  return platform && { ...BUILDS[name], platform, cacheDir };
}

/** Where a build's binary is once the build was fetched. */
export function executableOf({ ...build }: BrowserBuild): string {
  return computeExecutablePath(build);
}
