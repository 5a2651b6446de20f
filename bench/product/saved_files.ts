import { basename } from "node:path";
import { savedFile } from "../../lib/testing/browsers/island_page.ts";
import { sha256OfFile } from "../../lib/testing/browsers/temp_files.ts";
import type { TestBrowser } from "../../lib/testing/browsers/test_browser.ts";

/** Waits until a file is saved and checks by SHA-256 that it is the one at `path`. */
export async function verifySaved(browser: TestBrowser, path: string): Promise<void> {
  const saved = await savedFile(browser, (await Deno.stat(path)).size, basename(path));
  if (await sha256OfFile(saved) === await sha256OfFile(path)) return;
  throw new Error(`Cannot count this run: ${saved} is not ${path}`);
}

/** Removes everything in a folder. */
export async function emptyFolder(path: string): Promise<void> {
  for await (const { name } of Deno.readDir(path)) {
    // A download that ends meanwhile has another name then, and the next look finds it.
    await Deno.remove(`${path}/${name}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}
