import { OpfsWriter } from "../../storage/opfs/opfs_writer.ts";
import { carryOut } from "../../storage/opfs/carry_out.ts";
import { OpfsClient, type WorkerPort } from "../../storage/opfs/opfs_client.ts";
import { OpfsStore } from "../../storage/opfs/opfs_store.ts";
import { FakeDirectories, FakeDisk, FakeGuards } from "./fake_disk.ts";
import { syncDigest } from "./memory_ports.ts";

/** What the pages of one origin share: the disk, and the guards of its directories. */
export class FakeOrigin {
  readonly disk = new FakeDisk();
  /** Ms since 1970. */
  now = 1_000_000;
  readonly #guards = new FakeGuards();

  /** Opens a page with a store of its own. */
  openPage(): FakeStoragePage {
    const directories = new FakeDirectories(this.disk, this.#guards);
    return new FakeStoragePage(this.disk, directories, () => this.now);
  }
}

/** A page that receives onto the disk of a {@linkcode FakeOrigin}. */
export class FakeStoragePage {
  readonly store: OpfsStore;
  readonly directories: FakeDirectories;
  readonly workers: FakeWriterWorker[] = [];
  /** Thrown by every start of a worker. */
  startError: unknown;
  readonly #disk: FakeDisk;

  constructor(disk: FakeDisk, directories: FakeDirectories, now: () => number) {
    this.#disk = disk;
    this.directories = directories;
    this.store = new OpfsStore({
      startWriter: () => {
        if (this.startError) throw this.startError;
        const worker = new FakeWriterWorker(disk);
        this.workers.push(worker);
        return worker.client();
      },
      directories,
      digest: syncDigest,
      now,
    });
  }

  /** A worker fails, and what it had open is closed, as browsers do. */
  crashWorker(index: number): void {
    this.#disk.open.clear();
    this.workers[index]?.dispatchEvent(new ErrorEvent("error", { message: "boom" }));
  }

  /** The page is gone, without a word. */
  close(): void {
    for (const worker of this.workers) worker.terminate();
    this.#disk.open.clear();
    this.directories.close();
  }
}

/** A worker on this thread: its messages are cloned and transferred as a real one's. */
export class FakeWriterWorker extends EventTarget implements Pick<WorkerPort, "terminate"> {
  readonly #writer: OpfsWriter;
  terminated = false;

  constructor(disk: FakeDisk) {
    super();
    this.#writer = new OpfsWriter(disk);
  }

  /** The page's end of it. */
  client(): OpfsClient {
    return new OpfsClient(this as unknown as WorkerPort);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (this.terminated) return;
    carryOut(this.#writer, structuredClone(message, { transfer }), (reply) => this.reply(reply));
  }

  /** Says something to the page. */
  reply(data: unknown): void {
    if (!this.terminated) this.dispatchEvent(new MessageEvent("message", { data }));
  }

  terminate(): void {
    this.terminated = true;
  }
}
