import type { ListedFile, Refusal } from "../../facts/transfer_facts.ts";
import type { FileEntry } from "../../../protocol/file_entry.ts";
import { entryOf, type SharedItem } from "../../../storage/sources/shared_item.ts";
import { listedItems } from "../intake/listed_items.ts";

/** Where the gathering of a share's files stands. */
export interface Gathered {
  /** One entry for each file of the share, in its order. */
  readonly items: readonly (SharedItem | undefined)[];
  /** Why the first of the chosen files that doesn't belong was refused. */
  readonly refusal: Refusal | undefined;
}

/**
 * Puts files that were chosen again into the order of the share. They may come in any order, at several times
 * and out of several folders. A name, a size and a date say nothing about the content; that is
 * proven block by block when the transfer goes on.
 *
 * @param wanted what the share is about
 * @param had what was gathered before, one entry for each of `wanted`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const wanted = [{ path: "a", size: 1, modified: 5 }];
 * const file = new File(["xy"], "a", { lastModified: 5 });
 * const { refusal } = matchFiles(wanted, [undefined], [{ path: "a", file }]);
 * assert.deepEqual(refusal, { name: "a", why: "size" });
 * ```
 */
export function matchFiles(
  wanted: readonly FileEntry[],
  had: readonly (SharedItem | undefined)[],
  chosen: readonly SharedItem[],
): Gathered {
  const items = [...had];
  const open = new Map<string, number[]>();
  for (const [index, entry] of wanted.entries()) {
    if (items[index] !== undefined) continue;
    const indexes = open.get(keyOf(entry));
    if (indexes) indexes.push(index);
    else open.set(keyOf(entry), [index]);
  }
  let refusal: Refusal | undefined;
  for (const item of chosen) {
    const entry = entryOf(item);
    const slot = open.get(keyOf(entry))?.shift();
    if (slot !== undefined) items[slot] = item;
    else refusal ??= refusalOf(wanted, entry);
  }
  return { items, refusal };
}

/** What is still missing, as a page lists it. */
export function missingOf(
  wanted: readonly FileEntry[],
  items: Gathered["items"],
): readonly ListedFile[] {
  return listedItems(wanted.filter((_, index) => items[index] === undefined));
}

function refusalOf(
  wanted: readonly FileEntry[],
  { path, size, modified }: FileEntry,
): Refusal | undefined {
  const named = wanted.filter((entry) => entry.path === path);
  const name = nameOf(path);
  if (named.length === 0) return { name, why: "name" };
  const sized = named.filter((entry) => entry.size === size);
  if (sized.length === 0) return { name, why: "size" };
  // The same file once more is no mistake worth a word.
  return sized.some((entry) => entry.modified === modified) ? undefined : { name, why: "modified" };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function keyOf({ path, size, modified }: FileEntry): string {
  return `${size} ${modified} ${path}`;
}
