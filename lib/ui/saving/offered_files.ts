import type { ListedFile } from "../facts/transfer_facts.ts";

/**
 * Files that are saved one by one. Browsers ask their reader about the second download that nobody
 * clicked for and drop some of many (headless Chromium from the eleventh on).
 */
export const MAX_SINGLE_SAVES = 10;

/**
 * Rows of a list of received files, and those of many that have a link of their own. A transfer may have
 * a hundred thousand files: this many rows are drawn beside it and nobody notices, nobody reads more of
 * them, and a link costs as much as sending a small file. The rest is told by number and in the archive.
 */
export const MAX_LISTED_FILES = 200;

/** Whether it is the name of an empty folder. */
export function isFolderName(name: string): boolean {
  return name.endsWith("/");
}

/** A file's own name, without the folders it lies in. */
export function bareName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Whether files are saved as one archive: as soon as a folder is among them, or too many. */
export function needsArchive(files: readonly Pick<ListedFile, "name">[]): boolean {
  return files.length > MAX_SINGLE_SAVES || files.some(({ name }) => name.includes("/"));
}
