import { install, uninstall } from "@puppeteer/browsers";
import type { BrowserBuild } from "./browser_build.ts";

/** Downloads a build and unpacks it. Rejects where either fails. */
export type BuildDownload = (
  build: BrowserBuild,
  onProgress: (received: number, total: number) => void,
) => Promise<void>;

/** Downloads from Google's and Mozilla's servers. */
export const downloadBuild: BuildDownload = async ({ ...build }, onProgress) => {
  // An attempt that was interrupted leaves a folder without a binary, which `install` would take for its own.
  await uninstall(build);
  await install({ ...build, downloadProgressCallback: onProgress });
};

/** A browser that can't be had. The message is one line, fit for the terminal. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}

/** How much is fetched from one line of progress to the next. */
const PROGRESS_STEP_PERCENT = 20;

/**
 * Fetches a build and says how far it is, a line each fifth.
 *
 * @throws {FetchError} that says what failed, and what to run by hand
 */
export async function fetchBuild(
  build: BrowserBuild,
  { download, say }: {
    readonly download: BuildDownload;
    readonly say: (line: string) => void;
  },
): Promise<void> {
  const what = `${build.browser} ${build.buildId}`;
  say(`Fetching ${what} for ${build.platform} into ${build.cacheDir}`);
  let said = 0;
  try {
    await download(build, (received, total) => {
      const percent = total > 0 ? Math.floor(received / total * 100) : 0;
      if (percent < said + PROGRESS_STEP_PERCENT) return;
      said = percent - percent % PROGRESS_STEP_PERCENT;
      say(`${what}: ${said} % of ${Math.ceil(total / 1_000_000)} MB`);
    });
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, " ");
    throw new FetchError(`Cannot fetch ${what}: ${reason.trim()}. By hand: ${commandOf(build)}`, {
      cause,
    });
  }
}

function commandOf({ browser, buildId, cacheDir }: BrowserBuild): string {
  return `deno run -A npm:@puppeteer/browsers install ${browser}@${buildId} --path "${cacheDir}"`;
}
