import type { FileWriter } from "../../storage/opfs/file_writer.ts";
import { OpfsStore } from "../../storage/opfs/opfs_store.ts";
import { OpfsWriter } from "../../storage/opfs/opfs_writer.ts";
import type { TransferStore } from "../../transfer/ports.ts";
import { FakeDirectories, FakeDisk, FakeGuards } from "../fakes/fake_disk.ts";
import { syncDigest } from "../fakes/memory_ports.ts";
import type { Simulation } from "./simulation.ts";

/** Above a record of the ledger and a description. */
const SHORT_BYTES = 1_024;

/** The disk of a simulated receiver: it takes its time, and outlives the pages that write to it. */
export class SimulatedDisk {
  readonly disk = new FakeDisk();
  /** Whether blocks that are written from now on are never answered. */
  hangs = false;
  /** Where those were to be written, in order. */
  readonly unanswered: number[] = [];
  readonly #simulation: Simulation;
  readonly #writeMs: () => number;
  readonly #guards = new FakeGuards();
  #page: Page | undefined;

  /** @param writeMs how long each request takes */
  constructor(simulation: Simulation, writeMs: () => number) {
    this.#simulation = simulation;
    this.#writeMs = writeMs;
  }

  /** The store of the page that uses the disk now. */
  get store(): TransferStore<File> {
    return (this.#page ??= this.#openPage()).store;
  }

  /** Kills the page: what it had asked for and wasn't done yet never happens. */
  crash(): void {
    this.#page?.crash();
    this.#page = undefined;
    this.disk.open.clear();
  }

  #openPage(): Page {
    const directories = new FakeDirectories(this.disk, this.#guards);
    let isAlive = true;
    const writer = this.#slow(new OpfsWriter(this.disk), () => isAlive);
    const store = new OpfsStore({
      startWriter: () => writer,
      directories,
      digest: syncDigest,
      now: () => this.#simulation.now(),
    });
    const crash = () => {
      isAlive = false;
      directories.close();
    };
    return { store, crash };
  }

  /** A writer that does one thing after the other, each in its time, while its page lives. */
  #slow(writer: OpfsWriter, isAlive: () => boolean): FileWriter {
    let freeAt = 0;
    const later = <Value>(act: () => Promise<Value>) =>
      new Promise<Value>((resolve, reject) => {
        const now = this.#simulation.now();
        freeAt = Math.max(freeAt, now) + this.#writeMs();
        this.#simulation.after(freeAt - now, () => {
          if (!isAlive()) return;
          act().then((value) => isAlive() && resolve(value), (error) => isAlive() && reject(error));
        });
      });
    return {
      isLost: false,
      open: (file, entry) => void later(() => Promise.resolve(writer.open(file, entry))),
      write: (file, offset, bytes) =>
        later(() => {
          if (!this.hangs || bytes.length < SHORT_BYTES) return writer.write(file, offset, bytes);
          this.unanswered.push(offset);
          return new Promise<void>(() => {});
        }),
      finish: (file, size) => later(() => writer.finish(file, size)),
      keep: (file) => later(() => writer.keep(file)),
      discard: (file, entry) => later(() => writer.discard(file, entry)),
      probe: (entry, bytes) => later(() => writer.probe(entry, bytes)),
    };
  }
}

interface Page {
  readonly store: TransferStore<File>;
  readonly crash: () => void;
}
