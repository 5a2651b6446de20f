import type { FileEntry } from "../protocol/file_entry.ts";
import { listed, missingOf, type Refusal, regather } from "./regather.ts";
import type { ListedFile } from "./transfer_facts.ts";

/** The way back to a file, as far as a page uses it. */
export interface FileHandle {
  getFile(): Promise<File>;
  /** Left out by browsers that give handles of their own files only. */
  queryPermission?(descriptor: { readonly mode: "read" }): Promise<PermissionState>;
  requestPermission?(descriptor: { readonly mode: "read" }): Promise<PermissionState>;
}

/** A share whose files have to be had again, and those that are there already. */
export class FoundShare {
  readonly #wanted: readonly FileEntry[];
  readonly #handles: (FileHandle | undefined)[];
  #files: readonly (File | undefined)[];

  /** @param handles the way to each of `wanted`, where the browser gave one */
  constructor(
    wanted: readonly FileEntry[],
    handles: readonly (FileHandle | undefined)[] = [],
  ) {
    this.#wanted = wanted;
    this.#handles = [...handles];
    this.#files = wanted.map(() => undefined);
  }

  /** All that the share is about. */
  get listed(): readonly ListedFile[] {
    return listed(this.#wanted);
  }

  /** What is still without a file. */
  get missing(): readonly ListedFile[] {
    return missingOf(this.#wanted, this.#files);
  }

  /** The files in the share's order; `undefined` as long as one is missing. */
  get files(): readonly File[] | undefined {
    const files = this.#files.filter((file) => file !== undefined);
    return files.length === this.#wanted.length ? files : undefined;
  }

  /** Whether the browser knows the way to a file that is missing. */
  get canPermit(): boolean {
    return this.#files.some((file, index) => file === undefined && this.#handles[index]);
  }

  /** Takes files that were chosen again; answers why the first that doesn't belong was refused. */
  take(chosen: readonly File[]): Refusal | undefined {
    const { files, refusal } = regather(this.#wanted, this.#files, chosen);
    this.#files = files;
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
    const opened = await Promise.all(this.#handles.map(async (handle, index) => {
      if (!handle || this.#files[index] !== undefined) return undefined;
      const file = await reopened(handle, ask);
      if (ask || file) this.#handles[index] = undefined;
      return file;
    }));
    return this.take(opened.filter((file) => file !== undefined));
  }
}

async function reopened(handle: FileHandle, ask: boolean): Promise<File | undefined> {
  const mode = { mode: "read" } as const;
  try {
    const permission = ask
      ? await handle.requestPermission?.(mode)
      : await handle.queryPermission?.(mode);
    return permission === "granted" ? await handle.getFile() : undefined;
  } catch {
    return undefined; // Moved, removed or forbidden: it can still be chosen.
  }
}
