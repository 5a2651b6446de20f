import assert from "node:assert/strict";
import { runModule } from "../servers/run_module.ts";
import { FetchError } from "./fetch_build.ts";
import type { BrowserName } from "./browser_name.ts";
import { type BrowserSystem, prepareBrowsers } from "./prepare_browsers.ts";

/** A machine whose browsers are names in a set. */
class FakeSystem implements BrowserSystem {
  readonly there: Set<BrowserName>;
  readonly fetched: BrowserName[] = [];
  readonly installed: string[][] = [];
  readonly lines: string[] = [];
  readonly debian: BrowserSystem["debian"];

  constructor(
    there: readonly BrowserName[],
    { mayInstall, packages = [] }: {
      /** Undefined: not a Debian. */
      readonly mayInstall?: boolean;
      /** What an installation brings. */
      readonly packages?: readonly BrowserName[];
    } = {},
  ) {
    this.there = new Set(there);
    this.debian = mayInstall === undefined ? undefined : {
      mayInstall,
      install: (names) => {
        this.installed.push([...names]);
        for (const name of packages) this.there.add(name);
        return Promise.resolve();
      },
    };
  }

  find(name: BrowserName): string | undefined {
    return this.there.has(name) ? `/bin/${name}` : undefined;
  }

  fetch(name: BrowserName): Promise<void> {
    this.fetched.push(name);
    this.there.add(name);
    return Promise.resolve();
  }

  say(line: string): void {
    this.lines.push(line);
  }
}

Deno.test("prepareBrowsers() fetches what is missing where there are no packages, and nothing twice", async () => {
  const system = new FakeSystem(["firefox"]);
  assert.deepEqual(await prepareBrowsers(system), []);
  assert.deepEqual(await prepareBrowsers(system), []);
  assert.deepEqual(system.fetched, ["chromium"]);
});

Deno.test("prepareBrowsers() tries the other one too, and says all that is wrong at once", async () => {
  const system = new FakeSystem([]);
  const tried: BrowserName[] = [];
  system.fetch = (name) => {
    tried.push(name);
    return Promise.reject(new FetchError(`Cannot fetch ${name}`));
  };
  const problems = await prepareBrowsers(system);
  assert.deepEqual(problems, ["Cannot fetch chromium", "Cannot fetch firefox"]);
  assert.deepEqual(tried, ["chromium", "firefox"]);
});

Deno.test("prepareBrowsers() hides no failure of its own", async () => {
  const system = new FakeSystem([]);
  system.fetch = () => Promise.reject(new TypeError("a defect"));
  await assert.rejects(prepareBrowsers(system), TypeError);
});

Deno.test("prepareBrowsers() believes no download that brought nothing", async () => {
  const system = new FakeSystem(["chromium"]);
  system.fetch = () => Promise.resolve();
  const problems = await prepareBrowsers(system);
  assert.deepEqual(problems, ["Cannot find firefox, though it was fetched"]);
});

Deno.test("prepareBrowsers() installs packages on Debian as root, and fetches nothing", async () => {
  const packages = ["chromium", "firefox"] as const;
  const system = new FakeSystem([], { mayInstall: true, packages });
  assert.deepEqual(await prepareBrowsers(system), []);
  assert.deepEqual(system.installed, [["chromium", "firefox-esr"]]);
  assert.deepEqual(system.lines, ["Installing chromium, firefox-esr"]);
  assert.deepEqual(system.fetched, []);
});

for (const mayInstall of [true, false]) {
  Deno.test(`prepareBrowsers() says the command where ${mayInstall ? "root's installation failed" : "it isn't root"} on Debian`, async () => {
    const system = new FakeSystem(["chromium"], { mayInstall });
    assert.deepEqual(await prepareBrowsers(system), [
      "Missing browsers. Run: sudo apt-get install -y firefox-esr",
    ]);
    assert.equal(system.installed.length, mayInstall ? 1 : 0);
    assert.deepEqual(system.fetched, []);
  });
}

Deno.test("prepareBrowsersOrExit() ends the process with 1 and a line for each problem", async () => {
  const process = runModule(`
    import { FetchError } from "./lib/testing/browsers/fetch_build.ts";
    import { prepareBrowsersOrExit } from "./lib/testing/browsers/prepare_browsers.ts";
    await prepareBrowsersOrExit({
      find: (name) => name === "firefox" ? "/bin/firefox" : undefined,
      debian: undefined,
      fetch: (name) => Promise.reject(new FetchError("Cannot fetch " + name)),
      say: console.log,
    });
    console.log("not reached");
  `);
  const { code, stdout, stderr } = await process.output();
  assert.equal(code, 1);
  assert.equal(new TextDecoder().decode(stderr), "Cannot fetch chromium\n");
  assert.equal(new TextDecoder().decode(stdout), "");
});
