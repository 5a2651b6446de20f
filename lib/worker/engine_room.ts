import { FlowControlledLane } from "../peer/lanes/flow_controlled_lane.ts";
import { FailureError } from "../protocol/failure.ts";
import { outgoingFiles } from "../storage/sources/blob_source.ts";
import { freeMemory } from "../browser/free_memory.ts";
import type { Destination } from "../storage/destination/destination.ts";
import type { PlacingStore } from "../storage/destination/destination_store.ts";
import type { ReceivedFile } from "../storage/received_file.ts";
import { FileReceiver } from "../transfer/receive/file_receiver.ts";
import { FileSender } from "../transfer/send/file_sender.ts";
import type { Digest } from "../transfer/ports.ts";
import type { Clock } from "../base/clock.ts";
import { ReadDigests } from "../transfer/send/read_digests.ts";
import { type SharedReader, SharedReads } from "../transfer/send/shared_reads.ts";
import { isOver, type ReceivingState, type SendingState } from "../transfer/state.ts";
import type {
  EngineCounters,
  HostReply,
  HostRequest,
  LaneCounters,
  PostedFile,
} from "./host_messages.ts";
import { postableState } from "./posted_state.ts";
import { reportFailure } from "./report_failure.ts";

/** Ms between two reports of counters: as often as a page looks at them, twice. */
const REPORT_MS = 250;

/** For this long a saved file waits for others: a thousand small ones are few messages. */
const SAVED_MS = 50;

/** What an {@linkcode EngineRoom} needs. */
export interface EngineRoomOptions {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly store: PlacingStore;
  readonly post: (reply: HostReply) => void;
}

type Engine = FileSender | FileReceiver<ReceivedFile>;

interface OpenLane {
  readonly lane: FlowControlledLane;
  maxMessageSize: number | undefined;
}

/** The other half of a `RoomHost`: holds the engines and lanes that the page asks for, and reports to it. */
export class EngineRoom {
  readonly #options: EngineRoomOptions;
  readonly #engines = new Map<number, Engine>();
  readonly #lanes = new Map<number, OpenLane>();
  readonly #readDigests = new ReadDigests();
  readonly #sharedReads: SharedReads;
  /** What each sending engine reads with. */
  readonly #readers = new Map<number, SharedReader>();
  /** What was last reported of each engine and lane. */
  readonly #reported = new Map<number, number>();
  #cancelReport: (() => void) | undefined;
  /** Saved files that the page hasn't heard of, by their engine. */
  readonly #saved = new Map<number, PostedFile[]>();

  constructor(options: EngineRoomOptions) {
    this.#options = options;
    this.#sharedReads = new SharedReads(options.digest, freeMemory);
  }

  /** Carries out what the page asks. */
  receive(request: HostRequest): void {
    switch (request.type) {
      case "lane":
        return this.#createLane(request.lane, request.channel);
      case "close-lane":
        this.#lanes.get(request.lane)?.lane.close();
        return this.#forgetLane(request.lane);
      case "create-sender":
        return this.#createSender(request);
      case "create-receiver":
        return this.#createReceiver(request);
      default:
        return this.#tell(request);
    }
  }

  /** Ends all that is in it, without a word: a worker that is terminated does it by itself. */
  close(): void {
    const error = new FailureError("internal", "Cannot go on: the room is closed");
    for (const engine of [...this.#engines.values()]) engine.fail(error, "there");
    for (const { lane } of this.#lanes.values()) lane.close();
    this.#lanes.clear();
    this.#cancelReport?.();
  }

  #tell(
    request: Exclude<HostRequest, { type: "lane" | "close-lane" | `create-${string}` }>,
  ): void {
    const engine = this.#engines.get(request.engine);
    if (!engine) return; // It ended, and the page hasn't heard of it yet.
    switch (request.type) {
      case "control":
        return engine.receive(request.message);
      case "add-lane": {
        const added = this.#lanes.get(request.lane);
        if (!added) return;
        added.maxMessageSize = request.maxMessageSize;
        return engine.addLane(added.lane);
      }
      case "start":
        return engine instanceof FileSender ? engine.start() : undefined;
      case "accept":
        return engine instanceof FileReceiver
          ? this.#accept(engine, request.destination)
          : undefined;
      case "pause":
        return engine.pause();
      case "resume":
        return engine.resume();
      case "end":
        return engine.fail(new FailureError(request.reason, "Cannot go on: ended"), "there");
    }
  }

  #accept(engine: FileReceiver<ReceivedFile>, destination: Destination | undefined): void {
    engine.accept(destination && this.#options.store.at(destination));
  }

  #createLane(number: number, channel: RTCDataChannel): void {
    const { post } = this.#options;
    const lane = new FlowControlledLane({
      channel,
      maxMessageSize: () => this.#lanes.get(number)?.maxMessageSize,
      onViolation: () => post({ type: "lane-violation", lane: number }),
      onClose: () => {
        this.#forgetLane(number);
        post({ type: "lane-closed", lane: number });
      },
    });
    this.#lanes.set(number, { lane, maxMessageSize: undefined });
    this.#keepReporting();
  }

  #createSender(request: Extract<HostRequest, { type: "create-sender" }>): void {
    const { engine: number, transferId } = request;
    const { post, clock } = this.#options;
    const reader = this.#sharedReads.join(transferId, outgoingFiles(request.files));
    const { files, digest, freeMemory } = reader;
    this.#readers.set(number, reader);
    const engine = new FileSender({
      files,
      transferId,
      control: { send: (message) => post({ type: "control", engine: number, message }) },
      digest,
      clock,
      readDigests: this.#readDigests,
      freeMemory,
      onState: (state) => this.#onState(number, state),
      onPaused: (by) => post({ type: "paused", engine: number, by }),
      onLanesWanted: (count) => post({ type: "lanes-wanted", engine: number, count }),
    });
    this.#engines.set(number, engine);
  }

  #createReceiver(request: Extract<HostRequest, { type: "create-receiver" }>): void {
    const { engine: number, sessionId } = request;
    const { post, clock, digest, store } = this.#options;
    const engine = new FileReceiver<ReceivedFile>({
      control: { send: (message) => post({ type: "control", engine: number, message }) },
      digest,
      clock,
      sessionId,
      store,
      freeMemory,
      onState: (state) => this.#onState(number, state),
      onPaused: (by) => post({ type: "paused", engine: number, by }),
      onSaved: (index, file, isAgain) => this.#onSaved(number, { index, file, isAgain }),
    });
    this.#engines.set(number, engine);
  }

  #onSaved(number: number, file: PostedFile): void {
    const waiting = this.#saved.get(number);
    if (waiting) return void waiting.push(file);
    this.#saved.set(number, [file]);
    this.#options.clock.after(SAVED_MS, () => this.#postSaved(number));
  }

  #postSaved(engine: number): void {
    const files = this.#saved.get(engine);
    this.#saved.delete(engine);
    if (files) this.#options.post({ type: "saved", engine, files });
  }

  #onState(number: number, state: SendingState | ReceivingState): void {
    // The page may look at them in the breath in which it hears of the state.
    this.#postSaved(number);
    this.#report();
    reportFailure(state);
    if (isOver(state)) {
      this.#engines.delete(number);
      this.#reported.delete(number);
      this.#readers.get(number)?.leave();
      this.#readers.delete(number);
    }
    this.#options.post({ type: "state", engine: number, state: postableState(state) });
  }

  #forgetLane(number: number): void {
    this.#lanes.delete(number);
    this.#reported.delete(number);
  }

  /** Reports as long as there are lanes: without them nothing counts. */
  #keepReporting(): void {
    this.#cancelReport ??= this.#options.clock.after(REPORT_MS, () => {
      this.#cancelReport = undefined;
      this.#report();
      if (this.#lanes.size > 0) this.#keepReporting();
    });
  }

  #report(): void {
    const engines: EngineCounters[] = [];
    for (const [engine, { doneBytes, totalBytes }] of this.#engines) {
      if (this.#isNews(engine, doneBytes)) engines.push({ engine, doneBytes, totalBytes });
    }
    const lanes: LaneCounters[] = [];
    for (const [number, { lane: { received } }] of this.#lanes) {
      if (this.#isNews(number, received)) lanes.push({ lane: number, received });
    }
    if (engines.length + lanes.length > 0) {
      this.#options.post({ type: "counters", engines, lanes });
    }
  }

  #isNews(number: number, value: number): boolean {
    if (this.#reported.get(number) === value) return false;
    this.#reported.set(number, value);
    return true;
  }
}
