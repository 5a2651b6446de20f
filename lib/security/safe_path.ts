import { safeFileName, UniqueNames } from "./safe_name.ts";

/** Most folders around a file; what lies deeper comes up to the last of them. */
const MAX_DEPTH = 32;

/** A folder of the offered tree. */
interface Folder {
  /** Those in it, by the names that the peer gave them. */
  folders?: Map<string, { readonly name: string; readonly folder: Folder }>;
  /** What is taken in it. */
  readonly names: UniqueNames;
}

/**
 * Turns the paths of a list from the peer into ones that may be used on any system: each part is a
 * safe name (`safeFileName`), below the top one that its folder may hold; no two things in a folder have
 * names that some file system takes for one, and none leads out of the folder it is put into. A path that
 * ends with `/` is an empty folder.
 *
 * Paths are taken one by one, in the list's order, each in time that grows with its length alone: a list
 * of a hundred thousand can be named a few at a time.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const paths = new SafePaths();
 * assert.deepEqual(paths.add("a/../x.txt"), ["a", "file", "x.txt"]);
 * assert.deepEqual(paths.add("A/x.txt"), ["A (2)", "x.txt"]);
 * assert.deepEqual(paths.add("a/x.txt"), ["a", "x.txt"]);
 * assert.deepEqual(paths.add("a/empty/"), ["a", "empty"]);
 * ```
 */
export class SafePaths {
  readonly #root = newFolder();

  /** Takes the next path of the list; answers its parts. */
  add(path: string): string[] {
    const parts = path.split("/").filter((part) => part !== "");
    const isFolder = path.endsWith("/");
    const depth = Math.min(isFolder ? parts.length : parts.length - 1, MAX_DEPTH);
    const named: string[] = [];
    let folder = this.#root;
    for (let at = 0; at < depth; at++) {
      const entered = this.#enter(folder, parts[at] ?? "");
      named.push(entered.name);
      folder = entered.folder;
    }
    // Every mention of a file is one more; that of a folder is the same folder again.
    if (!isFolder || named.length === 0) named.push(this.#nameIn(folder, parts.at(-1) ?? ""));
    return named;
  }

  #enter(parent: Folder, given: string) {
    const folders = parent.folders ??= new Map();
    const known = folders.get(given);
    if (known) return known;
    const entered = { name: this.#nameIn(parent, given), folder: newFolder() };
    folders.set(given, entered);
    return entered;
  }

  #nameIn(folder: Folder, given: string): string {
    return folder.names.add(safeFileName(given, folder !== this.#root));
  }
}

/** The parts of each path of a whole list as {@linkcode SafePaths} makes them. */
export function safePaths(paths: readonly string[]): string[][] {
  const safe = new SafePaths();
  return paths.map((path) => safe.add(path));
}

function newFolder(): Folder {
  return { names: new UniqueNames() };
}
