import { AppServer } from "../servers/app_server.ts";
import type { BrowserName } from "./browser_name.ts";
import { TempFiles } from "./temp_files.ts";
import { borrowBrowser, type BorrowOptions } from "./shared_browsers.ts";
import type { TestBrowser } from "./test_browser.ts";

/** A server and two browser processes. */
export interface TwoBrowsers {
  readonly server: AppServer;
  readonly files: TempFiles;
  readonly here: TestBrowser;
  readonly there: TestBrowser;
}

/** How {@linkcode TwoBrowsers} are made. */
export interface TwoBrowsersOptions {
  /** Of the server. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Which browser is here; Chromium is there. @default {"chromium"} */
  readonly from?: BrowserName;
  /** How that one is started. */
  readonly here?: BorrowOptions;
  readonly there?: BorrowOptions;
}

/** Runs a test between two browser processes and a server, and clears all of it away. */
export function between(
  name: string,
  run: (stage: TwoBrowsers) => Promise<void>,
  { environment, from = "chromium", ...options }: TwoBrowsersOptions = {},
): void {
  Deno.test(name, async () => {
    await using files = await TempFiles.create();
    await using server = await AppServer.start(environment);
    await using here = await borrowBrowser(from, options.here);
    await using there = await borrowBrowser("chromium", options.there);
    await run({ server, files, here, there });
  });
}
