import { FlowControlledLane } from "../peer/lanes/flow_controlled_lane.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import { FailureError } from "../protocol/failure.ts";
import { outgoingFiles } from "../storage/sources/blob_source.ts";
import { freeMemory } from "../browser/free_memory.ts";
import { reportDefect } from "../browser/report_defect.ts";
import type { PlacingStore } from "../storage/destination/destination_store.ts";
import type { ReceivedFile } from "../storage/received_file.ts";
import { FileReceiver } from "../transfer/receive/file_receiver.ts";
import { FileSender } from "../transfer/send/file_sender.ts";
import type { Digest } from "../transfer/ports.ts";
import type { Clock } from "../base/clock.ts";
import { ReadDigests } from "../transfer/send/read_digests.ts";
import { type SharedReader, SharedReads } from "../transfer/send/shared_reads.ts";
import { isOver, type ReceivingState, type SendingState, type Side } from "../transfer/state.ts";
import type {
  EngineCounters,
  EngineReply,
  EngineRequest,
  HostReply,
  HostRequest,
  LaneCounters,
  PostedFile,
} from "./host_messages.ts";
import { postableState } from "./posted_state.ts";

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
      case "engine":
        return this.#ask(request.engine, request.request);
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

  #ask(number: number, request: EngineRequest): void {
    if (request.type === "create-sender") return this.#createSender(number, request);
    if (request.type === "create-receiver") return this.#createReceiver(number, request.sessionId);
    const engine = this.#engines.get(number);
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
      case "accept": {
        const { destination } = request;
        const { store } = this.#options;
        if (engine instanceof FileReceiver) engine.accept(destination && store.at(destination));
        return;
      }
      case "pause":
        return engine.pause();
      case "resume":
        return engine.resume();
      case "end":
        return engine.fail(new FailureError(request.reason, "Cannot go on: ended"), "there");
    }
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

  #createSender(
    number: number,
    { files, transferId, isRestored }: Extract<EngineRequest, { type: "create-sender" }>,
  ): void {
    const reader = this.#sharedReads.join(transferId, outgoingFiles(files));
    this.#readers.set(number, reader);
    const engine = new FileSender({
      ...this.#shared(number),
      ...reader,
      transferId,
      isRestored,
      readDigests: this.#readDigests,
      onLanesWanted: (count) => this.#tell(number, { type: "lanes-wanted", count }),
    });
    this.#engines.set(number, engine);
  }

  #createReceiver(number: number, sessionId: string): void {
    const { digest, store } = this.#options;
    const engine = new FileReceiver<ReceivedFile>({
      ...this.#shared(number),
      digest,
      sessionId,
      store,
      freeMemory,
      onSaved: (index, file, isAgain) => this.#onSaved(number, { index, file, isAgain }),
    });
    this.#engines.set(number, engine);
  }

  /** What engines of both sides need and tell. */
  #shared(number: number) {
    return {
      clock: this.#options.clock,
      control: {
        send: (message: TransferMessage) => this.#tell(number, { type: "control", message }),
      },
      onState: (state: SendingState | ReceivingState) => this.#onState(number, state),
      onPaused: (by: ReadonlySet<Side>) => this.#tell(number, { type: "paused", by }),
    };
  }

  #tell(engine: number, reply: EngineReply): void {
    this.#options.post({ type: "engine", engine, reply });
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
    if (files) this.#tell(engine, { type: "saved", files });
  }

  #onState(number: number, state: SendingState | ReceivingState): void {
    // The page may look at them in the breath in which it hears of the state.
    this.#postSaved(number);
    this.#report();
    if (state.kind === "failed" && state.side === "here") reportDefect(state.cause);
    if (isOver(state)) {
      this.#engines.delete(number);
      this.#reported.delete(number);
      this.#readers.get(number)?.leave();
      this.#readers.delete(number);
    }
    this.#tell(number, { type: "state", state: postableState(state) });
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
