import { reportDefect } from "../browser/report_defect.ts";
import type { CreateLane } from "../peer/lanes/lane_handle.ts";
import { FailureError } from "../protocol/failure.ts";
import { isOver, type ReceivingState, type SendingState } from "../transfer/state.ts";
import { transferable } from "./can_transfer_channels.ts";
import type { EngineHost, Engines } from "./engines.ts";
import type { HostReply, HostRequest } from "./host_messages.ts";
import { WorkerEngine, type WorkerEngineOptions } from "./worker_engine.ts";
import { WorkerLane } from "./worker_lane.ts";

/** What we use of a `Worker`. */
export type HostPort = Pick<Worker, "addEventListener" | "postMessage" | "terminate">;

/**
 * Engines in a worker: what is read, hashed, framed and sent, or received, checked and written,
 * never passes the page, which has its hands free for what people see.
 *
 * ```
 * page    PeerSession ─ control messages, new lanes ─┐        ┌─▶ model: states, counters, files
 *                                                    ▼        │
 * worker                                   engine ◀──┴── EngineRoom ──▶ lanes, disk
 * ```
 */
export class WorkerHost implements EngineHost {
  readonly #startWorker: () => HostPort;
  readonly #engines = new Map<number, WorkerEngine>();
  readonly #lanes = new Map<number, WorkerLane>();
  #port: HostPort | undefined;
  #ready = Promise.withResolvers<void>();
  #lastNumber = 0;

  /** @param startWorker called when the first is needed, and again after a crash */
  constructor(startWorker: () => HostPort) {
    this.#startWorker = startWorker;
  }

  readonly createLane: CreateLane = (options) => {
    const number = ++this.#lastNumber;
    const lane = new WorkerLane(number, options, () => {
      this.#lanes.delete(number);
      this.#post({ type: "close-lane", lane: number });
    });
    this.#lanes.set(number, lane);
    const { channel } = options;
    this.#connect().postMessage({ type: "lane", lane: number, channel } satisfies HostRequest, [
      transferable(channel),
    ]);
    return lane;
  };

  async load(): Promise<Engines> {
    this.#connect();
    await this.#ready.promise;
    return {
      createSender: ({ files, transferId, control, onState, onPaused, onLanesWanted }) => {
        const engine = this.#add({
          control,
          onPaused,
          onLanesWanted,
          // An engine made to send comes to no other states.
          onState: (state) => onState(state as SendingState),
        });
        const posted = files.map(({ way: _, ...item }) => item);
        this.#post({ type: "create-sender", engine: engine.number, files: posted, transferId });
        return engine;
      },
      createReceiver: ({ sessionId, control, onState, onPaused, onSaved }) => {
        const engine = this.#add({
          control,
          onPaused,
          onSaved,
          onState: (state) => onState(state as ReceivingState),
        });
        this.#post({ type: "create-receiver", engine: engine.number, sessionId });
        return engine;
      },
    };
  }

  #add(options: Omit<WorkerEngineOptions, "number" | "post">): WorkerEngine {
    const number = ++this.#lastNumber;
    const engine = new WorkerEngine({
      ...options,
      number,
      post: (request) => this.#post(request),
      onState: (state) => {
        if (isOver(state)) this.#engines.delete(number);
        options.onState(state);
      },
    });
    this.#engines.set(number, engine);
    return engine;
  }

  #post(request: HostRequest): void {
    this.#port?.postMessage(request);
  }

  #connect(): HostPort {
    if (this.#port) return this.#port;
    const port = this.#port = this.#startWorker();
    port.addEventListener("message", ({ data }) => this.#hear(data));
    port.addEventListener("error", (event) => {
      event.preventDefault(); // Told below, to whoever it concerns.
      this.#lose(port, event.message || "its script can't be loaded");
    });
    port.addEventListener("messageerror", () => this.#lose(port, "unreadable reply"));
    return port;
  }

  #hear(reply: HostReply): void {
    switch (reply.type) {
      case "ready":
        return this.#ready.resolve();
      case "lane-closed": {
        const lane = this.#lanes.get(reply.lane);
        this.#lanes.delete(reply.lane);
        return lane?.channelClosed();
      }
      case "lane-violation":
        return this.#lanes.get(reply.lane)?.violated();
      case "counters":
        for (const counters of reply.engines) this.#engines.get(counters.engine)?.count(counters);
        for (const { lane, received } of reply.lanes) {
          const known = this.#lanes.get(lane);
          if (known) known.received = received;
        }
        return;
      default:
        return this.#engines.get(reply.engine)?.hear(reply);
    }
  }

  /** Nothing a worker says after a defect can be trusted; ending it also closes its files. */
  #lose(port: HostPort, state: string): void {
    if (this.#port !== port) return;
    port.terminate();
    this.#port = undefined;
    this.#ready.reject(new Error(`Cannot use the worker: ${state}`));
    this.#ready.promise.catch(() => undefined); // Nobody may be waiting.
    this.#ready = Promise.withResolvers();
    const error = new FailureError("internal", `Cannot go on: the worker failed: ${state}`);
    reportDefect(error);
    for (const engine of [...this.#engines.values()]) engine.fail(error);
    const lanes = [...this.#lanes.values()];
    this.#lanes.clear();
    for (const lane of lanes) lane.channelClosed();
  }
}
