import type { OpfsEntry, OpfsReply, OpfsRequest } from "./opfs_messages.ts";

/**
 * Written bytes after which a file is flushed, so that a slow disk slows the sender instead of
 * filling the system's cache. Without it finishing 512 MiB stalled for 0.2 to 0.4 s, with it mostly
 * for less than 20 ms (both measured, Chromium and Firefox).
 */
export const FLUSH_BYTES = 16 * 1024 * 1024;

/** How exactly a probe finds where the quota ends: no page shows a finer number. */
export const PROBE_STEP_BYTES = 1024 * 1024;

/** A file open for writing: what we use of `FileSystemSyncAccessHandle`. */
export interface WritableFile {
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/** What the writer needs of the origin private file system. */
export interface Disk {
  /** Opens a file with what is in it; makes it, and its directory, where missing. */
  openFile(entry: OpfsEntry): Promise<WritableFile>;
  /** The closed file as the page gets it. */
  read(entry: OpfsEntry): Promise<File>;
  /** Removes a closed file; content where there is none. */
  remove(entry: OpfsEntry): Promise<void>;
}

interface OpenFile {
  readonly entry: OpfsEntry;
  readonly handle: Promise<WritableFile>;
  unflushedBytes: number;
}

/** The worker's half of the OPFS sinks: turns requests into file operations and replies. */
export class OpfsWriter {
  readonly #disk: Disk;
  readonly #reply: (reply: OpfsReply) => void;
  readonly #files = new Map<number, OpenFile>();

  constructor(disk: Disk, reply: (reply: OpfsReply) => void) {
    this.#disk = disk;
    this.#reply = reply;
  }

  /**
   * Carries out one request. Requests on one file take effect in the order they came: each waits
   * for nothing but the file's opening before its effect.
   */
  async handle(request: OpfsRequest): Promise<void> {
    if (request.type === "open") {
      this.#open(request.file, request.entry);
      return;
    }
    try {
      this.#reply(await this.#answer(request));
    } catch (error) {
      const { name, message } = toError(error);
      this.#reply({
        type: "failed",
        call: request.call,
        reason: isFull(name) ? "storage-full" : "storage-failed",
        message: `Cannot ${request.type}: ${name}: ${message}`,
      });
    }
  }

  #open(file: number, entry: OpfsEntry): void {
    const handle = this.#disk.openFile(entry);
    // Told by the first call that needs the handle; until then it is not an unhandled rejection.
    handle.catch(() => undefined);
    this.#files.set(file, { entry, handle, unflushedBytes: 0 });
  }

  async #answer(
    request: Exclude<OpfsRequest, { type: "open" }>,
  ): Promise<OpfsReply> {
    const { call } = request;
    switch (request.type) {
      case "write":
        await this.#write(request.file, request.offset, request.bytes);
        return { type: "done", call };
      case "finish":
        return {
          type: "saved",
          call,
          file: await this.#finish(request.file, request.size),
        };
      case "keep":
        await this.#keep(request.file);
        return { type: "done", call };
      case "discard":
        await this.#discard(request.file, request.entry);
        return { type: "done", call };
      case "probe":
        return {
          type: "room",
          call,
          bytes: await this.#probe(request.entry, request.bytes),
        };
    }
  }

  async #write(
    id: number,
    offset: number,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const file = this.#file(id);
    const handle = await file.handle;
    const written = handle.write(bytes, { at: offset });
    // The standard allows short writes, but writing the rest would corrupt the file: on a full disk
    // Firefox answers with a count that has nothing to do with what landed (32640 for 100 bytes),
    // and never throws. In Chromium, too, only a full disk makes a write short.
    if (written !== bytes.byteLength) {
      throw new DOMException(
        `the disk took ${written} of ${bytes.byteLength} bytes`,
        "QuotaExceededError",
      );
    }
    file.unflushedBytes += written;
    if (file.unflushedBytes < FLUSH_BYTES) return;
    handle.flush();
    file.unflushedBytes = 0;
  }

  async #finish(id: number, size: number): Promise<File> {
    const file = this.#file(id);
    this.#files.delete(id);
    const handle = await file.handle;
    try {
      handle.flush();
      const actual = handle.getSize();
      if (actual !== size) throw new Error(`${actual} of ${size} bytes`);
    } finally {
      handle.close();
    }
    return await this.#disk.read(file.entry);
  }

  async #keep(id: number): Promise<void> {
    const file = this.#files.get(id);
    this.#files.delete(id);
    // A file that never opened has nothing to close.
    const handle = await file?.handle.catch(() => undefined);
    try {
      handle?.flush();
    } finally {
      handle?.close();
    }
  }

  async #discard(id: number, entry: OpfsEntry): Promise<void> {
    const file = this.#files.get(id);
    this.#files.delete(id);
    // A file that never opened has nothing to close.
    const handle = await file?.handle.catch(() => undefined);
    handle?.close();
    await this.#disk.remove(entry);
  }

  /**
   * How many of `bytes` the quota admits. A longer file without content takes no disk on the file
   * systems that browsers keep profiles on, so it costs nothing, but a disk that is full below its
   * quota is only found by writing.
   */
  async #probe(entry: OpfsEntry, bytes: number): Promise<number> {
    const handle = await this.#disk.openFile(entry);
    try {
      const admits = (size: number): boolean => {
        try {
          handle.truncate(size);
          return true;
        } catch (error) {
          if (isFull(toError(error).name)) return false;
          throw error;
        }
      };
      if (admits(bytes)) return bytes;
      let admitted = 0;
      let refused = bytes;
      while (refused - admitted > PROBE_STEP_BYTES) {
        const middle = Math.floor((admitted + refused) / 2);
        if (admits(middle)) admitted = middle;
        else refused = middle;
      }
      return admitted;
    } finally {
      handle.close();
      await this.#disk.remove(entry);
    }
  }

  #file(id: number): OpenFile {
    const file = this.#files.get(id);
    if (file === undefined) throw new Error("the file is closed");
    return file;
  }
}

/** Firefox names a full disk and an exhausted quota by its own code, the others by the standard. */
function isFull(name: string): boolean {
  return name === "QuotaExceededError" ||
    name === "NS_ERROR_FILE_NO_DEVICE_SPACE";
}

/** Firefox throws its own exceptions, which are no `Error`, but have its members. */
function toError(error: unknown): { name: string; message: string } {
  return typeof error === "object" && error !== null
    ? {
      name: "name" in error ? String(error.name) : "Error",
      message: "message" in error ? String(error.message) : "",
    }
    : { name: "Error", message: String(error) };
}
