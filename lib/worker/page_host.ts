import { FlowControlledLane } from "../peer/flow_controlled_lane.ts";
import type { LaneHandle } from "../peer/lane_handle.ts";
import type { FileReceiver } from "../transfer/file_receiver.ts";
import type { FileSender } from "../transfer/file_sender.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import type { FailureError } from "../protocol/failure.ts";
import type { Clock, Digest, Lane, ReceptionStore } from "../transfer/ports.ts";
import type { ReadDigests } from "../transfer/read_digests.ts";
import type { Side } from "../transfer/transfer_state.ts";
import type { EngineHost, Engines, HostedEngine, HostedReceiver, HostedSender } from "./engines.ts";

/** What a {@linkcode pageHost} needs. */
export interface PageHostOptions {
  readonly clock: Clock;
  readonly digest: Digest;
  /** Loads the engines' code. */
  readonly loadEngines: () => Promise<EngineClasses>;
  /** Where files are received into. */
  readonly openStorage: () => Promise<ReceptionStore<File>>;
}

/** The engines' code, and what reads the files to send. */
export interface EngineClasses {
  readonly FileSender: typeof FileSender;
  readonly FileReceiver: typeof FileReceiver;
  readonly ReadDigests: typeof ReadDigests;
  readonly outgoingFile: typeof import("../storage/blob_source.ts").outgoingFile;
}

/** Engines on the page itself, for browsers that can't move a data channel to a worker. */
export function pageHost(options: PageHostOptions): EngineHost {
  return {
    createLane: (lane) => new FlowControlledLane(lane),
    load: async () => {
      const [classes, store] = await Promise.all([options.loadEngines(), options.openStorage()]);
      return pageEngines(options, classes, store);
    },
  };
}

function pageEngines(
  { clock, digest }: PageHostOptions,
  { FileSender, FileReceiver, ReadDigests, outgoingFile }: EngineClasses,
  store: ReceptionStore<File>,
): Engines {
  const readDigests = new ReadDigests();
  return {
    createSender: ({ files, ...options }) => {
      const outgoing = files.map(outgoingFile);
      return new PageSender(
        new FileSender({ ...options, files: outgoing, clock, digest, readDigests }),
      );
    },
    createReceiver: (options) =>
      new PageReceiver(new FileReceiver<File>({ ...options, clock, digest, store })),
  };
}

/** An engine of this page, which takes the lanes of this page. */
class PageEngine<Engine extends FileSender | FileReceiver<File>> implements HostedEngine {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  protected get engine(): Engine {
    return this.#engine;
  }

  get doneBytes(): number {
    return this.#engine.doneBytes;
  }

  get totalBytes(): number {
    return this.#engine.totalBytes;
  }

  receive(message: TransferMessage): void {
    this.#engine.receive(message);
  }

  addLane(lane: LaneHandle): void {
    if (!isLane(lane)) throw new TypeError("Cannot add a lane: it lives elsewhere");
    this.#engine.addLane(lane);
  }

  pause(): void {
    this.#engine.pause();
  }

  resume(): void {
    this.#engine.resume();
  }

  fail(error: FailureError, side?: Side): void {
    this.#engine.fail(error, side);
  }
}

class PageSender extends PageEngine<FileSender> implements HostedSender {
  start(): void {
    this.engine.start();
  }
}

class PageReceiver extends PageEngine<FileReceiver<File>> implements HostedReceiver {
  accept(): void {
    this.engine.accept();
  }
}

function isLane(lane: LaneHandle): lane is LaneHandle & Lane {
  return "send" in lane;
}
