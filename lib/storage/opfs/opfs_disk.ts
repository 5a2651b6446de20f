import type { OpfsEntry } from "./file_writer.ts";
import { opfsRoot, unlessMissing } from "./opfs_root.ts";
import type { Disk, WritableFile } from "./opfs_writer.ts";

/** The DOM types know only what a page sees of a file handle. */
type WorkerFileHandle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<WritableFile>;
};

/** The origin private file system, as a dedicated worker sees it. */
export function opfsDisk(): Disk {
  const directories = new Map<string, Promise<FileSystemDirectoryHandle>>();

  /** Kept open: one transfer may hold a hundred thousand files. */
  function directoryOf(entry: OpfsEntry): Promise<FileSystemDirectoryHandle> {
    let directory = directories.get(entry.directory);
    if (directory === undefined) {
      directory = opfsRoot().then((root) =>
        root.getDirectoryHandle(entry.directory, { create: true })
      );
      directories.set(entry.directory, directory);
      // What failed once, for want of room say, is tried again by the next file.
      directory.catch(() => directories.delete(entry.directory));
    }
    return directory;
  }

  async function fileHandle(entry: OpfsEntry): Promise<WorkerFileHandle> {
    const directory = await directoryOf(entry);
    const handle = await directory.getFileHandle(entry.name, { create: true });
    return handle as WorkerFileHandle;
  }

  return {
    async openFile(entry) {
      return await (await fileHandle(entry)).createSyncAccessHandle();
    },
    async read(entry) {
      return await (await fileHandle(entry)).getFile();
    },
    async remove(entry) {
      const directory = await directoryOf(entry);
      await unlessMissing(() => directory.removeEntry(entry.name));
    },
  };
}
