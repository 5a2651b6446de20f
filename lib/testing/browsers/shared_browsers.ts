/**
 * Browsers that a file's tests have one after the other. To start one takes three seconds of a processor,
 * ten for Firefox, and most tests need two: more than all that they do with them.
 *
 * No test finds anything of another. Its server is on a port that none before had (`AppServer`), so its
 * pages are another origin, with other storage, locks and permissions; and what belongs to no origin, or
 * would fill the disk, is taken away in between (`BrowserProcess.clear`). A browser that was killed goes to
 * nobody. `TestBrowser.launch` is for tests that need a profile, preferences or memory of their own.
 * @module
 */
import { BrowserProcess, type TestBrowserOptions } from "./browser_process.ts";
import type { BrowserName } from "./browser_name.ts";
import { TestBrowser } from "./test_browser.ts";

/** How a borrowed browser was started. */
export type BorrowOptions = Pick<TestBrowserOptions, "args" | "audible">;

/** Browsers that nobody has just now, by how they were started. */
const idle = new Map<string, BrowserProcess[]>();

// Whoever imports this is a file of tests, and this runs after the last of them.
Deno.test.afterAll(async () => {
  for (const processes of idle.values()) {
    for (const process of processes.splice(0)) await process[Symbol.asyncDispose]();
  }
});

/**
 * A browser with nothing in it, which goes on to the next test when it is disposed of. Those that a test
 * has at the same time are different processes.
 */
export async function borrowBrowser(
  name: BrowserName,
  { args = [], audible = false }: BorrowOptions = {},
): Promise<TestBrowser> {
  const kind = JSON.stringify([name, args, audible]);
  const process = idle.get(kind)?.pop() ?? await BrowserProcess.launch(name, { args, audible });
  return new TestBrowser(process, () => takeBack(kind, process));
}

async function takeBack(kind: string, process: BrowserProcess): Promise<void> {
  await using stack = new AsyncDisposableStack();
  stack.use(process);
  if (!await process.clear()) return;
  stack.move(); // It lives on.
  const processes = idle.get(kind) ?? [];
  processes.push(process);
  idle.set(kind, processes);
}
