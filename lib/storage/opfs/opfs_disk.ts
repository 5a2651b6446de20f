import type { OpfsPlace } from "./opfs_messages.ts";
import { opfsRoot } from "./opfs_root.ts";
import type { Disk, WritableFile } from "./opfs_writer.ts";

/** The DOM types know only what a page sees of a file handle. */
type WorkerFileHandle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<WritableFile>;
};

/** The origin private file system, as a dedicated worker sees it. */
export function opfsDisk(): Disk {
  const directories = new Map<string, Promise<FileSystemDirectoryHandle>>();

  /** Kept open: one transfer may hold a hundred thousand files. */
  function directoryOf(place: OpfsPlace): Promise<FileSystemDirectoryHandle> {
    let directory = directories.get(place.directory);
    if (directory === undefined) {
      directory = opfsRoot().then((root) =>
        root.getDirectoryHandle(place.directory, { create: true })
      );
      directories.set(place.directory, directory);
      // What failed once, for want of room say, is tried again by the next file.
      directory.catch(() => directories.delete(place.directory));
    }
    return directory;
  }

  async function fileHandle(place: OpfsPlace): Promise<WorkerFileHandle> {
    const directory = await directoryOf(place);
    const handle = await directory.getFileHandle(place.name, { create: true });
    return handle as WorkerFileHandle;
  }

  return {
    async openFile(place) {
      return await (await fileHandle(place)).createSyncAccessHandle();
    },
    async read(place) {
      return await (await fileHandle(place)).getFile();
    },
    async remove(place) {
      const directory = await directoryOf(place);
      try {
        await directory.removeEntry(place.name);
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== "NotFoundError") {
          throw error;
        }
      }
    },
  };
}
