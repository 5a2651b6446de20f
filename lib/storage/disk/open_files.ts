import type { FileHandle } from "node:fs/promises";

/**
 * Files that are open for reading at once. A system gives a process as few as 256 (macOS), and a
 * transfer reads ahead in far fewer than these.
 */
const MAX_OPEN_FILES = 16;

interface OpenFile {
  readonly handle: Promise<FileHandle>;
  users: number;
}

/**
 * Opens files to read from, and closes those that weren't used for the longest time. One in use stays
 * open, so there are more than `most` only where more are read at once.
 */
export class OpenFiles<Key> {
  readonly #open: (key: Key) => Promise<FileHandle>;
  readonly #most: number;
  /** The one that was used last comes last. */
  readonly #files = new Map<Key, OpenFile>();
  #isClosed = false;

  constructor(open: (key: Key) => Promise<FileHandle>, most: number = MAX_OPEN_FILES) {
    this.#open = open;
    this.#most = most;
  }

  /** Files that are open now. */
  get size(): number {
    return this.#files.size;
  }

  /** Reads from a file, which is open for as long as `read` takes. */
  async use<Value>(key: Key, read: (handle: FileHandle) => Promise<Value>): Promise<Value> {
    const file = this.#files.get(key) ?? { handle: this.#open(key), users: 0 };
    this.#files.delete(key);
    this.#files.set(key, file);
    file.users++;
    try {
      return await read(await file.handle);
    } catch (error) {
      // What couldn't be opened, or is another file by now, is opened anew by the next.
      if (this.#files.get(key) === file) this.#files.delete(key);
      throw error;
    } finally {
      file.users--;
      if (file.users === 0 && this.#files.get(key) !== file) await closed(file);
      await this.#closeUnused();
    }
  }

  /** Closes what is open, as soon as nobody reads from it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#closeUnused();
  }

  async #closeUnused(): Promise<void> {
    const most = this.#isClosed ? 0 : this.#most;
    for (const [key, file] of this.#files) {
      if (this.#files.size <= most) return;
      if (file.users > 0) continue;
      this.#files.delete(key);
      await closed(file);
    }
  }
}

async function closed({ handle }: OpenFile): Promise<void> {
  const opened = await handle.catch(() => undefined); // Whoever asked for it has heard why.
  await opened?.close();
}
