import { safeFileName, uniqueNames } from "./safe_name.ts";

/** Most folders around a file; what lies deeper comes up to the last of them. */
const MAX_DEPTH = 32;

/** A folder of the offered tree: what is in it, in the order of first mention. */
interface Folder {
  readonly folders: Map<string, { readonly at: number; readonly folder: Folder }>;
  readonly names: string[];
}

/**
 * Turns the paths of a list from the peer into ones that may be used on any system: each part is a
 * safe name (`safeFileName`), below the top one that its folder may hold; no two things in a folder have
 * names that some file system takes for one, and none leads out of the folder it is put into. A path that ends with `/` is an empty folder.
 *
 * @returns the parts of each path, in the list's order
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(safePaths(["a/../x.txt", "A/x.txt", "a/x.txt", "a/empty/"]), [
 *   ["a", "file", "x.txt"],
 *   ["A (2)", "x.txt"],
 *   ["a", "x.txt"],
 *   ["a", "empty"],
 * ]);
 * ```
 */
export function safePaths(paths: readonly string[]): string[][] {
  const root = newFolder();
  const placed = paths.map((path) => place(root, path));
  const named = new Map<Folder, readonly string[]>();
  const nameOf = ({ folder, at }: Step): string => {
    const isInside = folder !== root;
    const names = named.get(folder) ??
      uniqueNames(folder.names.map((name) => safeFileName(name, isInside)));
    named.set(folder, names);
    return names[at] ?? "file";
  };
  return placed.map((steps) => steps.map(nameOf));
}

/** One part of a path: which thing of which folder it is. */
interface Step {
  readonly folder: Folder;
  readonly at: number;
}

function place(root: Folder, path: string): Step[] {
  const parts = path.split("/").filter((part) => part !== "");
  const folders = (path.endsWith("/") ? parts : parts.slice(0, -1)).slice(0, MAX_DEPTH);
  const steps: Step[] = [];
  let folder = root;
  for (const name of folders) {
    const entered = enter(folder, name);
    steps.push({ folder, at: entered.at });
    folder = entered.folder;
  }
  // Every mention of a file is one more; that of a folder is the same folder again.
  if (!path.endsWith("/") || steps.length === 0) {
    steps.push({ folder, at: folder.names.push(parts.at(-1) ?? "") - 1 });
  }
  return steps;
}

function enter(parent: Folder, name: string): { readonly at: number; readonly folder: Folder } {
  const known = parent.folders.get(name);
  if (known) return known;
  const entered = { at: parent.names.push(name) - 1, folder: newFolder() };
  parent.folders.set(name, entered);
  return entered;
}

function newFolder(): Folder {
  return { folders: new Map(), names: [] };
}
