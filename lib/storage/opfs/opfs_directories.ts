import type { OpfsEntry } from "./file_writer.ts";
import { opfsRoot, unlessMissing } from "./opfs_root.ts";

/**
 * How long another page may still be writing: a page that is reloaded finds its own former self in
 * the way, and a tab that was taken over has files to close.
 */
const WRITER_PATIENCE_MS = 3_000;

/**
 * The directories of transfers. One page at a time writes into a directory; any page whose object
 * URLs lead into it guards it, for as long as it lives.
 */
export interface OpfsDirectories {
  /** Names a directory that isn't there yet, to write into. */
  add(): Promise<string>;
  /** All directories there are, of whatever page. */
  names(): Promise<readonly string[]>;
  /** Directories that no page writes into or guards. */
  idle(): Promise<readonly string[]>;
  /** Takes a directory to write into; `false` where another page writes into it. */
  claim(directory: string): Promise<boolean>;
  /** Writes no more; what is in it stays guarded. */
  release(directory: string): void;
  /** Sizes of a directory's files in bytes, by their names. */
  sizes(directory: string): Promise<ReadonlyMap<string, number>>;
  /** A file; `undefined` where there is none. */
  read(entry: OpfsEntry): Promise<File | undefined>;
  /** Removes a file that nobody has open; content where there is none. */
  removeFile(entry: OpfsEntry): Promise<void>;
  /** Removes a directory with all that is in it, unless another page guards it. */
  remove(directory: string): Promise<void>;
}

/** A Web Lock that is held. It can't outlive its page, so it needs no heartbeat and is never stale. */
type Held = () => Promise<void>;

/** Directories in the origin private file system. */
export function opfsDirectories(): OpfsDirectories {
  const guards = new Map<string, Held>();
  const writers = new Map<string, Held>();

  const guardOf = (directory: string) => `filefrag-${directory}`;
  const writerOf = (directory: string) => `filefrag-${directory} writer`;

  async function guard(directory: string): Promise<void> {
    if (guards.has(directory)) return;
    guards.set(directory, await hold(guardOf(directory), { mode: "shared" }));
  }

  async function open(directory: string): Promise<FileSystemDirectoryHandle> {
    return await (await opfsRoot()).getDirectoryHandle(directory);
  }

  return {
    async add() {
      const directory = crypto.randomUUID();
      // Before it exists, so nobody ever sees it unguarded.
      await guard(directory);
      writers.set(directory, await hold(writerOf(directory), {}));
      return directory;
    },
    async names() {
      const names: string[] = [];
      for await (const name of (await opfsRoot()).keys()) names.push(name);
      return names;
    },
    async idle() {
      const { held = [] } = await navigator.locks.query();
      const taken = new Set(held.map(({ name }) => name));
      return (await this.names()).filter((directory) => !taken.has(guardOf(directory)));
    },
    async claim(directory) {
      if (writers.has(directory)) return true;
      try {
        const signal = AbortSignal.timeout(WRITER_PATIENCE_MS);
        writers.set(directory, await hold(writerOf(directory), { signal }));
      } catch (error) {
        if (error instanceof DOMException && error.name === "TimeoutError") return false;
        throw error;
      }
      await guard(directory);
      return true;
    },
    release(directory) {
      writers.get(directory)?.();
      writers.delete(directory);
    },
    async sizes(directory) {
      const sizes = new Map<string, number>();
      for await (const [name, handle] of (await open(directory)).entries()) {
        if (handle instanceof FileSystemFileHandle) sizes.set(name, (await handle.getFile()).size);
      }
      return sizes;
    },
    async read({ directory, name }) {
      return await unlessMissing(async () =>
        await (await (await open(directory)).getFileHandle(name)).getFile()
      );
    },
    async removeFile({ directory, name }) {
      await unlessMissing(async () => await (await open(directory)).removeEntry(name));
    },
    async remove(directory) {
      await guards.get(directory)?.();
      guards.delete(directory);
      await navigator.locks.request(guardOf(directory), { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        const root = await opfsRoot();
        await unlessMissing(() => root.removeEntry(directory, { recursive: true }));
      });
    },
  };
}

/** Takes a lock; the answer lets go of it. */
async function hold(name: string, options: LockOptions): Promise<Held> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: granted, resolve: grant, reject: refuse } = Promise.withResolvers<void>();
  const held = navigator.locks.request(name, options, () => {
    grant();
    return released;
  });
  held.catch(refuse);
  await granted;
  return async () => {
    release();
    await held;
  };
}
