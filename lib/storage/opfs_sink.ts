import { FailureError } from "../protocol/failure.ts";
import type { FileEntry } from "../protocol/file_entry.ts";
import type { ByteSink, SinkFactory } from "../transfer/ports.ts";
import { NoRoomError } from "./no_room_error.ts";
import { OpfsClient, type WorkerPort } from "./opfs_client.ts";
import type { OpfsPlace } from "./opfs_messages.ts";

/** What the OPFS sinks need of the page. */
export interface OpfsEnvironment {
  /** Starts the worker; called when the first file is announced, and again after a crash. */
  startWorker(): WorkerPort;
  /** Clears what former pages left, then names the directory of this one. Called once. */
  prepareDirectory(): Promise<string>;
}

/**
 * Sinks in the origin private file system. A finished `File` reads from the disk, and lives as long
 * as its page.
 */
export function opfsSinkFactory(
  environment: OpfsEnvironment,
): SinkFactory<File> {
  return new OpfsSinkFactory(environment);
}

class OpfsSinkFactory implements SinkFactory<File> {
  readonly #environment: OpfsEnvironment;
  #directory: Promise<string> | undefined;
  #client: OpfsClient | undefined;
  #lastFile = 0;

  constructor(environment: OpfsEnvironment) {
    this.#environment = environment;
  }

  async reserve(files: readonly FileEntry[]): Promise<void> {
    const neededBytes = files.reduce((sum, { size }) => sum + size, 0);
    const { place } = await this.#newFile();
    // Tried and not asked for: `estimate()` is a made-up number in Chromium (10 GiB above the usage
    // whatever the quota, so that pages can't measure the disk) and refuses what would fit.
    const reply = await this.#connect().call({
      type: "probe",
      place,
      bytes: neededBytes,
    });
    if (reply.type !== "room") throw unexpected(reply.type);
    if (reply.bytes < neededBytes) {
      throw new NoRoomError("storage-full", neededBytes, reply.bytes);
    }
  }

  async open(_index: number, file: FileEntry): Promise<ByteSink<File>> {
    const { id, place } = await this.#newFile();
    const client = this.#connect();
    client.post({ type: "open", file: id, place });
    return {
      async write(offset, bytes) {
        await client.call({ type: "write", file: id, offset, bytes }, [
          bytes.buffer,
        ]);
      },
      async finish() {
        const { size } = file;
        const reply = await client.call({ type: "finish", file: id, size });
        if (reply.type !== "saved") throw unexpected(reply.type);
        return reply.file;
      },
      discard: async () => {
        // Another worker can still remove what one that is gone had written.
        const alive = client.isLost ? this.#connect() : client;
        await alive.call({ type: "discard", file: id, place });
      },
    };
  }

  /**
   * A new name in our directory. Counted and never the sender's: those are unsafe on a disk. Not
   * the index either: a second transfer would write into the finished files of the first.
   */
  async #newFile(): Promise<{ id: number; place: OpfsPlace }> {
    const id = ++this.#lastFile;
    this.#directory ??= this.#environment.prepareDirectory();
    try {
      return { id, place: { directory: await this.#directory, name: `${id}` } };
    } catch (cause) {
      this.#directory = undefined; // The next transfer tries again.
      throw failed("no directory", cause);
    }
  }

  #connect(): OpfsClient {
    if (this.#client === undefined || this.#client.isLost) {
      try {
        this.#client = new OpfsClient(this.#environment.startWorker());
      } catch (cause) {
        throw failed("no OPFS worker", cause);
      }
    }
    return this.#client;
  }
}

function failed(state: string, cause: unknown): FailureError {
  return new FailureError("storage-failed", `Cannot write: ${state}`, {
    cause,
  });
}

function unexpected(type: string): FailureError {
  return failed(`the OPFS worker answered "${type}"`, undefined);
}
