import { type FileEntry, isFolder } from "../../../protocol/file_entry.ts";
import { entryOf, type SharedItem } from "../../../storage/sources/shared_item.ts";
import { listedItems } from "../intake/listed_items.ts";
import { matchFiles, missingOf } from "./match_files.ts";
import { type ListedFile, type Refusal } from "../../facts/transfer_facts.ts";
import { type Handle, reopen } from "./reopen_files.ts";

/** A share whose files have to be had again, and those that are there already. */
export class RestoredShare {
  readonly #wanted: readonly FileEntry[];
  readonly #handles: (Handle | undefined)[];
  #items: readonly (SharedItem | undefined)[];

  /** @param ways the way back to each of `wanted`, where there is one; a text is there at once */
  constructor(
    wanted: readonly FileEntry[],
    ways: readonly (Handle | string | undefined)[] = [],
  ) {
    this.#wanted = wanted;
    this.#handles = wanted.map((_, index) => {
      const way = ways[index];
      return typeof way === "string" ? undefined : way;
    });
    this.#items = wanted.map((entry, index) => withoutDisk(entry, ways[index]));
  }

  /** All that the share is about. */
  get listed(): readonly ListedFile[] {
    return listedItems(this.#wanted);
  }

  /** What is still missing. */
  get missing(): readonly ListedFile[] {
    return missingOf(this.#wanted, this.#items);
  }

  /** What is shared, in the share's order; `undefined` as long as something is missing. */
  get items(): readonly SharedItem[] | undefined {
    const items = this.#items.filter((item) => item !== undefined);
    return items.length === this.#wanted.length ? items : undefined;
  }

  /** Whether the browser knows the way to a file that is missing. */
  get canPermit(): boolean {
    return this.#items.some((item, index) => item === undefined && this.#handles[index]);
  }

  /** Takes files that were chosen again; answers why the first that doesn't belong was refused. */
  take(chosen: readonly SharedItem[]): Refusal | undefined {
    const { items, refusal } = matchFiles(this.#wanted, this.#items, chosen);
    this.#items = items;
    return refusal;
  }

  /**
   * Opens the missing files that the browser knows the way to and may open.
   *
   * @param ask asks the reader for the permission, which needs a click; what is refused or gone then
   * has to be chosen
   * @returns why the first file that isn't what it was was refused
   */
  async reopen({ ask }: { readonly ask: boolean }): Promise<Refusal | undefined> {
    const reopenings = this.#wanted.flatMap(({ path }, index) => {
      const handle = this.#items[index] === undefined ? this.#handles[index] : undefined;
      return handle ? [{ path, handle, index }] : [];
    });
    const files = await reopen(reopenings, ask);
    const opened = reopenings.flatMap(({ path, handle, index }, at): SharedItem[] => {
      const file = files[at];
      if (ask || file) this.#handles[index] = undefined;
      // What the handle leads to is a browser's, whatever this page uses of it.
      return file ? [{ path, file, way: handle as FileSystemFileHandle }] : [];
    });
    return this.take(opened);
  }
}

/** A share whose files have to be chosen again while it goes on. */
export function spoiledShare(items: readonly SharedItem[]): RestoredShare {
  // A text can't have changed.
  const texts = items.map(({ way }) => typeof way === "string" ? way : undefined);
  return new RestoredShare(items.map(entryOf), texts);
}

/** What can be had again without a disk: an empty folder, or a text that was kept. */
function withoutDisk(
  entry: FileEntry,
  way: Handle | string | undefined,
): SharedItem | undefined {
  const { path, size, modified } = entry;
  if (isFolder(entry)) return { path };
  if (typeof way !== "string") return undefined;
  const file = new File([way], path, { lastModified: modified });
  return file.size === size ? { path, file, way } : undefined;
}
