import type { WorkerPort } from "../../storage/opfs/opfs_client.ts";
import { carryOut } from "../../storage/opfs/opfs_local_port.ts";
import { parseOpfsRequest } from "../../storage/opfs/opfs_messages.ts";
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
    const shelf = new FakeDirectories(this.disk, this.#guards);
    const replies = new EventTarget();
    let isAlive = true;
    const writer = new OpfsWriter(this.disk, (data) => {
      if (isAlive) replies.dispatchEvent(new MessageEvent("message", { data }));
    });
    let freeAt = 0;
    const port: WorkerPort = {
      addEventListener: replies.addEventListener.bind(replies),
      postMessage: (message: unknown) => {
        const now = this.#simulation.now();
        freeAt = Math.max(freeAt, now) + this.#writeMs();
        this.#simulation.after(freeAt - now, () => {
          if (!isAlive || this.#swallows(message)) return;
          carryOut(writer, message);
        });
      },
      terminate: () => {},
    };
    const store = new OpfsStore({
      startWorker: () => port,
      shelf,
      digest: syncDigest,
      now: () => this.#simulation.now(),
    });
    const crash = () => {
      isAlive = false;
      shelf.close();
    };
    return { store, crash };
  }

  #swallows(message: unknown): boolean {
    const request = parseOpfsRequest(message);
    if (!this.hangs || request?.type !== "write" || request.bytes.length < SHORT_BYTES) {
      return false;
    }
    this.unanswered.push(request.offset);
    return true;
  }
}

interface Page {
  readonly store: TransferStore<File>;
  readonly crash: () => void;
}
