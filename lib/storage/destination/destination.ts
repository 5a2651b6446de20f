import { safePaths } from "../../security/safe_path.ts";
import { uniqueNames, withoutShellEnding } from "../../security/safe_name.ts";

/** The file or folder that the reader chose for what is received. Can be posted, and kept in IndexedDB. */
export type Destination = DestinationFile | DestinationFolder;

/** For one file: what the reader agreed to write over. */
export interface DestinationFile {
  readonly kind: "file";
  readonly handle: FileSystemFileHandle;
  /** Whether an earlier page wrote there. */
  readonly isBegun: boolean;
}

/** For any files: a folder in which nothing that was there is touched. */
export interface DestinationFolder {
  readonly kind: "folder";
  readonly handle: FileSystemDirectoryHandle;
  /** Where each thing of the offer goes, from the folder on. */
  readonly paths: readonly (readonly string[])[];
  /** Whether an earlier page wrote there. */
  readonly isBegun: boolean;
}

/** The destination by its name; more of it no page is told. */
export function destinationName({ handle }: Destination): string {
  return handle.name;
}

/**
 * What Chromium refuses in a name that a page gives to a folder of its reader's, and that a safe name
 * may hold: `~`, for the short names of old Windows, and the joiners of emoji.
 */
const REFUSED = /[~\p{Cf}]/gu;

/**
 * Files in which Windows' shell keeps how it shows a folder. They are in many that somebody sends whole;
 * Chromium makes none of these names in a folder of its reader's (`net::IsReservedNameOnWindows`).
 */
const SHELL_FOLDER_FILE = /^(?:desktop\.ini|thumbs\.db)$/i;

/**
 * Finds the ways for what is offered in a folder: what is at its top gets a name that nothing there
 * has yet, and below it everything is new.
 *
 * @param names safe paths, that of an empty folder ends with `/`
 * @param taken what is in the folder
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(freePaths(["trip/a~1.txt", "trip/.env.local", "trip/Thumbs.db", "x"], ["Trip"]), [
 *   ["trip (2)", "a_1.txt"],
 *   ["trip (2)", ".env.local.download"],
 *   ["trip (2)", "_Thumbs.db"],
 *   ["x"],
 * ]);
 * ```
 */
export function freePaths(names: readonly string[], taken: readonly string[]): string[][] {
  const paths = safePaths(names.map(acceptedPath));
  const tops = [...new Set(paths.map(([top = ""]) => top))];
  const free = uniqueNames([...taken, ...tops]).slice(taken.length);
  const renamed = new Map(tops.map((top, index) => [top, free[index] ?? top]));
  return paths.map(([top = "", ...rest]) => [renamed.get(top) ?? top, ...rest]);
}

function acceptedPath(path: string): string {
  return path.replace(REFUSED, "_").split("/").map(acceptedName).join("/");
}

function acceptedName(name: string): string {
  return SHELL_FOLDER_FILE.test(name) ? `_${name}` : withoutShellEnding(name);
}
