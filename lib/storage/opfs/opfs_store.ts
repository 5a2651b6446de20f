import { FailureError } from "../../protocol/failure.ts";
import type { FileEntry } from "../../protocol/file_entry.ts";
import { onceTried } from "../../base/once_tried.ts";
import type { Digest, OfferedTransfer } from "../../transfer/ports.ts";
import { isFresh } from "../lifetime.ts";
import { NoRoomError } from "../no_room_error.ts";
import type { FileWriter } from "./file_writer.ts";
import { type OpfsTransfer, opfsTransfer } from "./opfs_transfer.ts";
import { encodeReceived, readReceived, RECEIVED } from "./received_record.ts";
import type { OpfsDirectories } from "./opfs_directories.ts";
import type { OwnStore } from "../destination/destination_store.ts";
import {
  describe,
  DESCRIPTION,
  encodeDescription,
  readDescription,
} from "./transfer_description.ts";

/** How long the end of this page's former transfer is waited for. Closing files takes far less. */
const END_MS = 5_000;

/** What the store needs of the page. */
export interface OpfsEnvironment {
  /** Makes what writes; called when the first file is announced, and again after a crash of its worker. */
  startWriter(): FileWriter;
  readonly directories: OpfsDirectories;
  readonly digest: Digest;
  /** Ms since 1970. */
  now(): number;
}

/**
 * Transfers in the origin private file system, each in a directory of its own. A finished `File`
 * reads from the disk, and lives as long as its page.
 */
export class OpfsStore implements OwnStore {
  readonly #environment: OpfsEnvironment;
  #writer: FileWriter | undefined;
  #lastFile = 0;
  /** What pages that are gone have left counts against our quota. */
  readonly #clear = onceTried(() => this.#removeLeftOvers());
  /** Resolves when this page's former transfer has closed its files. */
  #ended: Promise<void> = Promise.resolve();

  constructor(environment: OpfsEnvironment) {
    this.#environment = environment;
  }

  async find(transfer: OfferedTransfer): Promise<boolean> {
    await this.#formerEnd();
    return await this.#find(transfer) !== undefined;
  }

  async open(transfer: OfferedTransfer): Promise<OpfsTransfer> {
    return await this.#open(transfer, transfer.files);
  }

  /** Opens the notes on a transfer whose files are elsewhere, and need no room here. */
  async openNotes(transfer: OfferedTransfer): Promise<OpfsTransfer> {
    // Another name than that of the same transfer into this very store.
    return await this.#open({ ...transfer, transferId: `${transfer.transferId} elsewhere` }, []);
  }

  /** @param files those that need room here */
  async #open(
    transfer: OfferedTransfer,
    files: readonly FileEntry[],
  ): Promise<OpfsTransfer> {
    try {
      await this.#clear();
      await this.#formerEnd();
      const kept = await this.#find(transfer);
      return kept === undefined
        ? await this.#begin(transfer, files)
        : await this.#goOn(kept, files);
    } catch (cause) {
      if (cause instanceof FailureError) throw cause;
      throw failed("no directory", cause);
    }
  }

  async #begin(
    transfer: OfferedTransfer,
    files: readonly FileEntry[],
  ): Promise<OpfsTransfer> {
    const { directories, digest, now } = this.#environment;
    const directory = await directories.add();
    try {
      await this.#reserve(directory, files, new Map());
      const id = ++this.#lastFile;
      const writer = this.#connect();
      writer.open(id, { directory, name: DESCRIPTION });
      await writer.write(id, 0, encodeDescription(await describe(transfer, digest, now())));
      await writer.keep(id);
      if (isRecorded(files)) await this.#record(transfer, directory);
      return this.#transfer(files, directory, new Map());
    } catch (error) {
      // What stays all the same is found by the next start.
      directories.release(directory);
      await directories.remove(directory).catch(() => undefined);
      throw error;
    }
  }

  async #goOn(directory: string, files: readonly FileEntry[]): Promise<OpfsTransfer> {
    const sizes = await this.#environment.directories.sizes(directory);
    await this.#reserve(directory, files, sizes);
    return this.#transfer(files, directory, sizes);
  }

  async #record({ sessionId, files }: OfferedTransfer, directory: string): Promise<void> {
    const id = ++this.#lastFile;
    const writer = this.#connect();
    writer.open(id, { directory, name: RECEIVED });
    const acceptedAt = this.#environment.now();
    await writer.write(id, 0, encodeReceived({ sessionId, acceptedAt, files }));
    await writer.keep(id);
  }

  #transfer(
    files: readonly FileEntry[],
    directory: string,
    sizes: ReadonlyMap<string, number>,
  ): OpfsTransfer {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    return opfsTransfer({
      directories: this.#environment.directories,
      isRecorded: isRecorded(files),
      directory,
      sizes,
      connect: () => this.#connect(),
      nextFile: () => ++this.#lastFile,
      onEnd: resolve,
    });
  }

  /** The directory of what is kept of this transfer, to write into; `undefined` where nothing is. */
  async #find(transfer: OfferedTransfer): Promise<string | undefined> {
    const { directories, digest, now } = this.#environment;
    const wanted = await describe(transfer, digest, now());
    for (const directory of await directories.names()) {
      const description = await readDescription(directories, directory);
      if (
        description?.sessionId !== wanted.sessionId || description.transferId !== wanted.transferId
      ) continue;
      if (!isFresh(description.acceptedAt, now()) || !await directories.claim(directory)) continue;
      if (description.listDigest === wanted.listDigest) return directory;
      await directories.removeFile({ directory, name: DESCRIPTION });
      directories.release(directory);
      await directories.remove(directory);
    }
    return undefined;
  }

  /** Removes what pages that are gone have left and nobody can go on with. */
  async #removeLeftOvers(): Promise<void> {
    const { directories, now } = this.#environment;
    // Settled, because one that can't go must not keep the others; the next start tries again.
    await Promise.allSettled((await directories.names()).map(async (directory) => {
      const description = await readDescription(directories, directory);
      if (description && isFresh(description.acceptedAt, now())) return;
      // Whole files wait there for a reader who may not have saved them.
      const received = await readReceived(directories, directory);
      if (received && isFresh(received.acceptedAt, now())) return;
      await directories.remove(directory);
    }));
  }

  /** Makes sure that there is room for what isn't there yet. */
  async #reserve(
    directory: string,
    files: readonly FileEntry[],
    sizes: ReadonlyMap<string, number>,
  ): Promise<void> {
    const neededBytes = files.reduce(
      (sum, { size }, index) => sum + Math.max(0, size - (sizes.get(`${index}`) ?? 0)),
      0,
    );
    if (neededBytes === 0) return;
    // Tried and not asked for: `estimate()` is a made-up number in Chromium (10 GiB above the usage
    // whatever the quota, so that pages can't measure the disk) and refuses what would fit.
    const entry = { directory, name: "probe" };
    const freeBytes = await this.#connect().probe(entry, neededBytes);
    if (freeBytes < neededBytes) throw new NoRoomError("storage-full", neededBytes, freeBytes);
  }

  async #formerEnd(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, END_MS));
    await Promise.race([this.#ended, patience]);
    clearTimeout(timer);
  }

  #connect(): FileWriter {
    if (this.#writer === undefined || this.#writer.isLost) {
      try {
        this.#writer = this.#environment.startWriter();
      } catch (cause) {
        throw failed("no OPFS worker", cause);
      }
    }
    return this.#writer;
  }
}

/**
 * Whether a later visit offers what is whole of these. A file that is alone needs it not: its page hands
 * it to the browser in the breath in which it is whole, and nothing holds back one download.
 */
function isRecorded(files: readonly FileEntry[]): boolean {
  return files.length > 1;
}

function failed(state: string, cause: unknown): FailureError {
  return new FailureError("storage-failed", `Cannot write: ${state}`, { cause });
}
