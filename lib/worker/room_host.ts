import { reportDefect } from "../browser/report_defect.ts";
import type { CreateLane } from "../peer/lanes/lane_handle.ts";
import { FailureError } from "../protocol/failure.ts";
import { isOver, type ReceivingState, type SendingState } from "../transfer/state.ts";
import { transferable } from "./can_transfer_channels.ts";
import type { EngineHost, Engines } from "./engines.ts";
import type { EngineRequest, HostReply, HostRequest } from "./host_messages.ts";
import { RoomEngine, type RoomEngineOptions } from "./room_engine.ts";
import { RoomLane } from "./room_lane.ts";

/**
 * The way from a page to the room of its engines. What is said on it arrives later and in order, in
 * both directions and wherever the room is: neither end ever finds the other in the middle of something.
 */
export interface RoomPort {
  /** Asks the room for something. */
  post(request: HostRequest): void;
  /** Ends the room and all that is in it; nothing is said from then on. */
  close(): void;
}

/** What a room tells its page. */
export interface RoomEvents {
  readonly onReply: (reply: HostReply) => void;
  /** It failed, as `state` says, and nothing that it says from then on can be trusted. */
  readonly onLost: (state: string, cause?: unknown) => void;
}

/** Where a room of engines can be had. */
export interface RoomSource {
  /** Opens a room; called when the first is needed, and again after a crash. */
  open(events: RoomEvents): RoomPort;
  /**
   * Loads what a room needs besides itself.
   *
   * @throws where the server can't be reached; tried again by the next call.
   */
  load(): Promise<unknown>;
}

/**
 * The page's end of its engines. In a worker what is read, hashed, framed and sent, or received, checked
 * and written, never passes the page, which has its hands free for what people see.
 *
 * ```
 * page            PeerSession ─ control messages, new lanes ─┐        ┌─▶ model: states, counters, files
 *                                                            ▼        │
 * worker, or page                                  engine ◀──┴── EngineRoom ──▶ lanes, disk
 * ```
 */
export class RoomHost implements EngineHost {
  readonly #source: RoomSource;
  readonly #engines = new Map<number, RoomEngine>();
  readonly #lanes = new Map<number, RoomLane>();
  #port: RoomPort | undefined;
  #ready = Promise.withResolvers<void>();
  #lastNumber = 0;

  constructor(source: RoomSource) {
    this.#source = source;
  }

  readonly createLane: CreateLane = (options) => {
    const number = ++this.#lastNumber;
    const lane = new RoomLane(number, options, () => {
      this.#lanes.delete(number);
      this.#post({ type: "close-lane", lane: number });
    });
    this.#lanes.set(number, lane);
    this.#connect().post({ type: "lane", lane: number, channel: options.channel });
    return lane;
  };

  async load(): Promise<Engines> {
    this.#connect();
    await Promise.all([this.#ready.promise, this.#source.load()]);
    return this.#made;
  }

  readonly #made: Engines = {
    createSender: ({ files, transferId, isRestored = false, onState, ...options }) => {
      const posted = files.map(({ way: _, ...item }) => item);
      return this.#add({ type: "create-sender", files: posted, transferId, isRestored }, {
        ...options,
        // An engine made to send comes to no other states.
        onState: (state) => onState(state as SendingState),
      });
    },
    createReceiver: ({ sessionId, onState, ...options }) =>
      this.#add({ type: "create-receiver", sessionId }, {
        ...options,
        onState: (state) => onState(state as ReceivingState),
      }),
  };

  #add(creation: EngineRequest, options: Omit<RoomEngineOptions, "post">): RoomEngine {
    const number = ++this.#lastNumber;
    const post = (request: EngineRequest) =>
      this.#post({ type: "engine", engine: number, request });
    const engine = new RoomEngine({
      ...options,
      post,
      onState: (state) => {
        if (isOver(state)) this.#engines.delete(number);
        options.onState(state);
      },
    });
    this.#engines.set(number, engine);
    post(creation);
    return engine;
  }

  #post(request: HostRequest): void {
    this.#port?.post(request);
  }

  #connect(): RoomPort {
    if (this.#port) return this.#port;
    const port: RoomPort = this.#port = this.#source.open({
      onReply: (reply) => this.#hear(reply),
      onLost: (...what) => this.#lose(port, ...what),
    });
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
      case "engine":
        return this.#engines.get(reply.engine)?.hear(reply.reply);
    }
  }

  /** Nothing a room says after a defect can be trusted; ending it also closes its files. */
  #lose(port: RoomPort, state: string, cause?: unknown): void {
    if (this.#port !== port) return;
    port.close();
    this.#port = undefined;
    this.#ready.reject(new Error(`Cannot use the engines: ${state}`));
    this.#ready.promise.catch(() => undefined); // Nobody may be waiting.
    this.#ready = Promise.withResolvers();
    const options = cause === undefined ? {} : { cause };
    const error = new FailureError("internal", `Cannot go on: ${state}`, options);
    reportDefect(error);
    for (const engine of [...this.#engines.values()]) engine.fail(error);
    const lanes = [...this.#lanes.values()];
    this.#lanes.clear();
    for (const lane of lanes) lane.channelClosed();
  }
}

/** What we use of a `Worker`. */
export type RoomWorker = Pick<Worker, "addEventListener" | "postMessage" | "terminate">;

/** A room in a worker, to which channels are moved. */
export function workerRoom(startWorker: () => RoomWorker): RoomSource {
  return {
    load: () => Promise.resolve(), // The script holds everything.
    open({ onReply, onLost }) {
      const worker = startWorker();
      worker.addEventListener("message", ({ data }: MessageEvent<HostReply>) => onReply(data));
      worker.addEventListener("error", (event) => {
        event.preventDefault(); // Told by the host, to whoever it concerns.
        onLost(`the worker failed: ${event.message || "its script can't be loaded"}`);
      });
      worker.addEventListener("messageerror", () => onLost("the worker failed: unreadable reply"));
      return {
        post(request) {
          const moved = request.type === "lane" ? [transferable(request.channel)] : [];
          worker.postMessage(request, moved);
        },
        close: () => worker.terminate(),
      };
    },
  };
}
