// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Makes sure that the browsers of the end-to-end tests are there. On Debian it installs Debian's packages, or says
 * the one command to run where it isn't root. On macOS, Windows and other Linux it fetches Chrome for Testing and
 * Firefox. Exits 1 where one is missing in the end.
 * @module
 */
import { browserBuildOf } from "./browser_build.ts";
import { type DebianPackages, debianPackages } from "./debian.ts";
import { downloadBuild, fetchBuild, FetchError } from "./fetch_build.ts";
import { BROWSER_NAMES, debianPackageOf, findBrowser, namedBinary } from "./find_browser.ts";
import { type BrowserName } from "./browser_name.ts";

/** What browsers are looked for in, and brought to. */
export interface BrowserSystem {
  /** Where a browser is; `undefined` where it isn't. */
  find(name: BrowserName): string | undefined;
  /** `undefined` where the system has no such packages. */
  readonly debian: DebianPackages | undefined;
  /** Brings a browser where there are no packages. @throws {FetchError} that says what to do instead */
  fetch(name: BrowserName): Promise<void>;
  say(line: string): void;
}

/**
 * Brings the browsers that are missing.
 *
 * @returns what is still wrong, a line each; nothing when all are there
 */
export async function prepareBrowsers(system: BrowserSystem): Promise<readonly string[]> {
  return system.debian ? await installMissing(system, system.debian) : await fetchMissing(system);
}

function missingIn(system: BrowserSystem): readonly BrowserName[] {
  return BROWSER_NAMES.filter((name) => !system.find(name));
}

async function installMissing(
  system: BrowserSystem,
  debian: DebianPackages,
): Promise<readonly string[]> {
  const wanted = missingIn(system).map(debianPackageOf);
  if (wanted.length > 0 && debian.mayInstall) {
    system.say(`Installing ${wanted.join(", ")}`);
    await debian.install(wanted);
  }
  const left = missingIn(system).map(debianPackageOf);
  if (left.length === 0) return [];
  return [`Missing browsers. Run: sudo apt-get install -y ${left.join(" ")}`];
}

async function fetchMissing(system: BrowserSystem): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const name of missingIn(system)) {
    try {
      await system.fetch(name);
      if (!system.find(name)) problems.push(`Cannot find ${name}, though it was fetched`);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      // The other one may still come: who has to help out wants to do it once.
      problems.push(error.message);
    }
  }
  return problems;
}

/** {@linkcode prepareBrowsers}, or the lines on stderr and the end of the process. */
export async function prepareBrowsersOrExit(system: BrowserSystem): Promise<void> {
  const problems = await prepareBrowsers(system);
  if (problems.length === 0) return;
  for (const problem of problems) console.error(problem);
  Deno.exit(1);
}

async function fetchHere(name: BrowserName): Promise<void> {
  const { variable, path } = namedBinary(name);
  if (path) {
    throw new FetchError(`Cannot find ${name}: ${variable} names ${path}, which is no file`);
  }
  const build = browserBuildOf(name);
  if (!build) throw new FetchError(`Cannot fetch ${name}: there is none for ${Deno.build.target}`);
  await fetchBuild(build, { download: downloadBuild, say: console.log });
}

if (import.meta.main) {
  await prepareBrowsersOrExit({
    find: findBrowser,
    debian: debianPackages(),
    fetch: fetchHere,
    say: console.log,
  });
}
