/**
 * The dedicated worker that owns the files being received: only here do browsers offer
 * `FileSystemSyncAccessHandle`, which writes in place, without a swap file that `close()` would
 * copy. Built into its own file; a classic script, because Firefox 111 to 113 have OPFS but no
 * module workers.
 * @module
 */
import { type OpfsPlace, type OpfsRequest, parseOpfsRequest } from "./opfs_messages.ts";
import { opfsRoot } from "./opfs_root.ts";
import { type Disk, OpfsWriter, type WritableFile } from "./opfs_writer.ts";

/** The DOM types know only what a page sees of a file handle. */
type WorkerFileHandle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<WritableFile>;
};

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

const disk: Disk = {
  async create(place) {
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

const writer = new OpfsWriter(disk, (reply) => self.postMessage(reply));

/** Its other end is closed: what is posted here is gone. */
const drain = new MessageChannel();
drain.port2.close();

self.addEventListener("message", (event: MessageEvent<unknown>) => {
  const request = parseOpfsRequest(event.data);
  // Uncaught on purpose: the page hears it as an `error` of this worker and fails what is pending.
  if (request === undefined) throw new TypeError("Cannot read a request");
  void carryOut(request);
});

async function carryOut(request: OpfsRequest): Promise<void> {
  await writer.handle(request);
  if (request.type !== "write") return;
  // Frees the block now. The garbage collector would, at full speed, let a few hundred megabytes
  // pile up in a worker that allocates nothing else. Not `transfer(0)`: Chromium 156 takes that
  // off its books and keeps the memory, as much of it as the file is long.
  drain.port1.postMessage(undefined, [request.bytes.buffer]);
}
