import { FlowControlledLane } from "../peer/flow_controlled_lane.ts";
import { FailureError } from "../protocol/failure.ts";
import { outgoingFile } from "../storage/blob_source.ts";
import { freeMemory } from "../storage/free_memory.ts";
import { FileReceiver } from "../transfer/file_receiver.ts";
import { FileSender } from "../transfer/file_sender.ts";
import type { Clock, Digest, ReceptionStore } from "../transfer/ports.ts";
import { ReadDigests } from "../transfer/read_digests.ts";
import { isOver, type ReceivingState, type SendingState } from "../transfer/transfer_state.ts";
import type { EngineCounters, HostReply, HostRequest, LaneCounters } from "./host_messages.ts";
import { postableState } from "./posted_state.ts";

/** Ms between two reports of counters: as often as a page looks at them, twice. */
const REPORT_MS = 250;

/** What an {@linkcode EngineRoom} needs. */
export interface EngineRoomOptions {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly store: ReceptionStore<File>;
  readonly post: (reply: HostReply) => void;
}

type Engine = FileSender | FileReceiver<File>;

interface RoomLane {
  readonly lane: FlowControlledLane;
  maxMessageSize: number | undefined;
}

/** The worker's half: holds the engines and lanes that the page asks for, and reports to it. */
export class EngineRoom {
  readonly #options: EngineRoomOptions;
  readonly #engines = new Map<number, Engine>();
  readonly #lanes = new Map<number, RoomLane>();
  readonly #readDigests = new ReadDigests();
  /** What was last reported of each engine and lane. */
  readonly #reported = new Map<number, number>();
  #cancelReport: (() => void) | undefined;

  constructor(options: EngineRoomOptions) {
    this.#options = options;
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
        return void (engine instanceof FileReceiver && engine.accept());
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

  #createSender(request: Extract<HostRequest, { type: "create-sender" }>): void {
    const { engine: number, transferId } = request;
    const { post, clock, digest } = this.#options;
    const engine = new FileSender({
      files: request.files.map(outgoingFile),
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
    const engine = new FileReceiver<File>({
      control: { send: (message) => post({ type: "control", engine: number, message }) },
      digest,
      clock,
      sessionId,
      store,
      freeMemory,
      onState: (state) => this.#onState(number, state),
      onPaused: (by) => post({ type: "paused", engine: number, by }),
      onSaved: (index, file, isAgain) =>
        post({ type: "saved", engine: number, index, file, isAgain }),
    });
    this.#engines.set(number, engine);
  }

  #onState(number: number, state: SendingState | ReceivingState): void {
    this.#report(); // The page may look at the counters in the same breath.
    if (isOver(state)) {
      this.#engines.delete(number);
      this.#reported.delete(number);
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
