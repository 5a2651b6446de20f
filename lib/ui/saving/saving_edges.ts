import { browserClock } from "../../browser/browser_clock.ts";
import { saveUrl } from "../../storage/saving/save_link.ts";
import type { SavedFilesEdges } from "./saved_files.ts";

/** How this browser saves what a page received. */
export const savingEdges: SavedFilesEdges = { clock: browserClock, saveUrl, save: clickDownload };

function clickDownload(url: string, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
