import { basename } from "node:path";
import { savedFile } from "../../lib/testing/island_page.ts";
import { sha256OfFile } from "../../lib/testing/temp_files.ts";
import type { TestBrowser } from "../../lib/testing/test_browser.ts";

/** After so long without another file no more are expected. */
const SETTLED_MS = 5_000;

const LOOK_MS = 250;

/** Waits until a file is saved and checks by SHA-256 that it is the one at `path`. */
export async function verifySaved(browser: TestBrowser, path: string): Promise<void> {
  const saved = await savedFile(browser, (await Deno.stat(path)).size, basename(path));
  if (await sha256OfFile(saved) === await sha256OfFile(path)) return;
  throw new Error(`Cannot count this run: ${saved} is not ${path}`);
}

/** Waits until so many files are saved, or no more come; answers how many are there. */
export async function countSaved(browser: TestBrowser, wanted: number): Promise<number> {
  let count = 0;
  let grownAt = performance.now();
  while (count < wanted && performance.now() - grownAt < SETTLED_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const now = await countFiles(browser.downloads);
    if (now > count) grownAt = performance.now();
    count = now;
  }
  return count;
}

/** Removes everything in a folder. */
export async function emptyFolder(path: string): Promise<void> {
  for await (const { name } of Deno.readDir(path)) await Deno.remove(`${path}/${name}`);
}

async function countFiles(folder: string): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (!/\.(crdownload|part|tmp)$/.test(name)) count++;
  }
  return count;
}
