import { MAX_FILES, MAX_LIST_BYTES, MAX_LIST_FOLDERS } from "./limits.ts";

/**
 * Counts what a list of files costs whoever holds it, path by path, so that one that costs too much is
 * refused while it comes in. Both ends count alike: a sender offers only what its receiver takes.
 *
 * A folder is each beginning of a path up to one of its `/`, counted once in the whole list.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bounds = new ListBounds({ files: 3, bytes: 1_000, folders: 2 });
 * assert.ok(bounds.add("a/b/x.txt"));
 * assert.ok(bounds.add("a/b/y.txt"));
 * assert.equal(bounds.add("a/c/z.txt"), false);
 * ```
 */
export class ListBounds {
  readonly #most: ListCost;
  #files = 0;
  #bytes = 0;
  /** Numbers of folders, by their parent's number and their name: no beginning is hashed as a whole. */
  readonly #folders = new Map<string, number>();
  /** The folders of the last path: the next file mostly lies in the same. */
  #lastParent = "";

  /** @param most what there may be of each; tests take less */
  constructor(
    most: ListCost = { files: MAX_FILES, bytes: MAX_LIST_BYTES, folders: MAX_LIST_FOLDERS },
  ) {
    this.#most = most;
  }

  /** Takes one more path; `false` where the list has too much of anything from here on. */
  add(path: string): boolean {
    this.#files++;
    this.#bytes += utf8Length(path);
    const parent = path.slice(0, path.lastIndexOf("/") + 1);
    if (parent !== this.#lastParent) this.#enter(parent);
    const { files, bytes, folders } = this.#most;
    return this.#files <= files && this.#bytes <= bytes && this.#folders.size <= folders;
  }

  /** @param parent ends with `/`, or is the empty text of the top */
  #enter(parent: string): void {
    this.#lastParent = parent;
    let number = 0;
    let from = 0;
    for (let to = parent.indexOf("/"); to >= 0; to = parent.indexOf("/", from)) {
      const key = `${number}/${parent.slice(from, to)}`;
      number = this.#folders.get(key) ?? this.#folders.size + 1;
      this.#folders.set(key, number);
      from = to + 1;
    }
  }
}

/** What a list may have of each thing that costs something. */
export interface ListCost {
  readonly files: number;
  /** UTF-8 of all paths. */
  readonly bytes: number;
  readonly folders: number;
}

/** Whether a list of these paths keeps every bound. */
export function isWithinListBounds(paths: Iterable<string>): boolean {
  const bounds = new ListBounds();
  for (const path of paths) if (!bounds.add(path)) return false;
  return true;
}

/** Bytes of a text in UTF-8; half of a surrogate pair counts as what is written for it, three. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (isPairAt(text, at)) {
      bytes += 2; // Four bytes for two units.
      at++;
    } else bytes += 2;
  }
  return bytes;
}

function isPairAt(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}
