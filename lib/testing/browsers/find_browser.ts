/** The browsers that end-to-end tests drive. */
export type BrowserName = "chromium" | "firefox";

interface Known {
  /** The environment variable that names another binary. */
  readonly variable: string;
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
    ],
    debianPackage: "chromium",
  },
  firefox: {
    variable: "FIREFOX",
    paths: [
      "/usr/bin/firefox-esr",
      "/usr/bin/firefox",
      "/Applications/Firefox.app/Contents/MacOS/firefox",
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

/** Where a browser's binary is; `undefined` where it isn't installed. */
export function findBrowser(name: BrowserName): string | undefined {
  const { variable, paths } = KNOWN[name];
  const named = Deno.env.get(variable);
  return (named ? [named] : paths).find(isFile);
}

/** The binary of a browser. @throws {Error} that says what to install where there is none. */
export function requireBrowser(name: BrowserName): string {
  const path = findBrowser(name);
  if (path) return path;
  const { variable, debianPackage } = KNOWN[name];
  throw new Error(
    `Cannot find ${name}: install it (Debian: apt-get install ${debianPackage}) or set ${variable}`,
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
