import { FlowControlledLane } from "../peer/lanes/flow_controlled_lane.ts";
import type { LaneHandle } from "../peer/lanes/lane_handle.ts";
import type { Destination } from "../storage/destination/destination.ts";
import type { PlacingStore } from "../storage/destination/destination_store.ts";
import type { ReceivedFile } from "../storage/received_file.ts";
import type { FileReceiver } from "../transfer/receive/file_receiver.ts";
import type { FileSender } from "../transfer/send/file_sender.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import type { FailureError } from "../protocol/failure.ts";
import { onceTried } from "../base/once_tried.ts";
import type { Digest, Lane } from "../transfer/ports.ts";
import type { Clock } from "../base/clock.ts";
import type { ReadDigests } from "../transfer/send/read_digests.ts";
import type { SharedReads } from "../transfer/send/shared_reads.ts";
import { isOver, type ReceivingState, type Side } from "../transfer/state.ts";
import type { EngineHost, Engines, HostedEngine, HostedReceiver, HostedSender } from "./engines.ts";
import { reportFailure } from "./report_failure.ts";

/** What a {@linkcode pageHost} needs. */
export interface PageHostOptions {
  readonly clock: Clock;
  readonly digest: Digest;
  /** Loads the engines' code. */
  readonly loadEngines: () => Promise<EngineClasses>;
  /** Where files are received into. */
  readonly openStorage: () => Promise<PlacingStore>;
}

/** The engines' code, and what reads the files to send. */
export interface EngineClasses {
  readonly FileSender: typeof FileSender;
  readonly FileReceiver: typeof FileReceiver;
  readonly ReadDigests: typeof ReadDigests;
  readonly SharedReads: typeof SharedReads;
  readonly outgoingFiles: typeof import("../storage/sources/blob_source.ts").outgoingFiles;
}

/** Engines on the page itself, for browsers that can't move a data channel to a worker. */
export function pageHost(options: PageHostOptions): EngineHost {
  return {
    createLane: (lane) => new FlowControlledLane(lane),
    load: onceTried(async () => {
      const [classes, store] = await Promise.all([options.loadEngines(), options.openStorage()]);
      return pageEngines(options, classes, store);
    }),
  };
}

function pageEngines(
  { clock, digest }: PageHostOptions,
  { FileSender, FileReceiver, ReadDigests, SharedReads, outgoingFiles }: EngineClasses,
  store: PlacingStore,
): Engines {
  const readDigests = new ReadDigests();
  const sharedReads = new SharedReads(digest);
  return {
    createSender: ({ files: items, onState, ...options }) => {
      const outgoing = outgoingFiles(items);
      const { leave, ...reader } = sharedReads.join(options.transferId, outgoing);
      return new PageSender(
        new FileSender({
          ...options,
          ...reader,
          clock,
          readDigests,
          onState: (state) => {
            if (isOver(state)) leave();
            reportFailure(state);
            onState(state);
          },
        }),
      );
    },
    createReceiver: ({ onState, ...options }) => {
      const told = (state: ReceivingState) => {
        reportFailure(state);
        onState(state);
      };
      const engine = new FileReceiver<ReceivedFile>({
        ...options,
        clock,
        digest,
        store,
        onState: told,
      });
      return new PageReceiver(engine, store);
    },
  };
}

/** An engine of this page, which takes the lanes of this page. */
class PageEngine<Engine extends FileSender | FileReceiver<ReceivedFile>> implements HostedEngine {
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

class PageReceiver extends PageEngine<FileReceiver<ReceivedFile>> implements HostedReceiver {
  readonly #store: PlacingStore;

  constructor(engine: FileReceiver<ReceivedFile>, store: PlacingStore) {
    super(engine);
    this.#store = store;
  }

  accept(destination?: Destination): void {
    this.engine.accept(destination && this.#store.at(destination));
  }
}

function isLane(lane: LaneHandle): lane is LaneHandle & Lane {
  return "send" in lane;
}
