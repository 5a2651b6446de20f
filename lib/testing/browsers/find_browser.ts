import type { BrowserName } from "./browser_name.ts";
import { browserBuildOf, executableOf } from "./browser_build.ts";

interface Known {
  /** The environment variable that names another binary. */
  readonly variable: string;
  /** Where systems have it. */
  readonly paths: readonly string[];
  /** Debian's package. */
  readonly debianPackage: string;
}

const KNOWN: Readonly<Record<BrowserName, Known>> = {
  chromium: {
    variable: "CHROMIUM",
    paths: [
      "/usr/bin/chromium",
      "/usr/bin/chromium-browser",
      "/usr/bin/google-chrome",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    ],
    debianPackage: "chromium",
  },
  firefox: {
    variable: "FIREFOX",
    paths: [
      "/usr/bin/firefox-esr",
      "/usr/bin/firefox",
      "/Applications/Firefox.app/Contents/MacOS/firefox",
      "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    ],
    debianPackage: "firefox-esr",
  },
};

/** Every browser the tests want. */
export const BROWSER_NAMES = Object.keys(KNOWN) as readonly BrowserName[];

/** Debian's package of a browser. */
export function debianPackageOf(name: BrowserName): string {
  return KNOWN[name].debianPackage;
}

/** The environment variable that names a browser's binary, and what it names. */
export function namedBinary(
  name: BrowserName,
): { readonly variable: string; readonly path: string | undefined } {
  const { variable } = KNOWN[name];
  return { variable, path: Deno.env.get(variable) || undefined };
}

/** Where a browser's binary is, installed or fetched; `undefined` where it is neither. */
export function findBrowser(name: BrowserName): string | undefined {
  return pathsOf(name).find(isFile);
}

/** Where a browser may be: where it is named, else where systems have it or it is fetched to. */
export function pathsOf(name: BrowserName): readonly string[] {
  const { path } = namedBinary(name);
  if (path) return [path];
  const build = browserBuildOf(name);
  return [...KNOWN[name].paths, ...build ? [executableOf(build)] : []];
}

/** The binary of a browser. @throws {Error} that says what to install where there is none. */
export function requireBrowser(name: BrowserName): string {
  const path = findBrowser(name);
  if (path) return path;
  const { variable, debianPackage } = KNOWN[name];
  throw new Error(
    `Cannot find ${name}: install it (Debian: apt-get install ${debianPackage}; elsewhere: ` +
      `deno run -A lib/testing/browsers/prepare_browsers.ts) or set ${variable}`,
  );
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
