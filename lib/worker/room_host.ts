import { reportDefect } from "../browser/report_defect.ts";
import type { CreateLane } from "../peer/lanes/lane_handle.ts";
import { FailureError } from "../protocol/failure.ts";
import { isOver, type ReceivingState, type SendingState } from "../transfer/state.ts";
import type { EngineHost, Engines } from "./engines.ts";
import type { HostReply, HostRequest } from "./host_messages.ts";
import { RoomEngine, type RoomEngineOptions } from "./room_engine.ts";
import { RoomLane } from "./room_lane.ts";
import type { RoomPort, RoomSource } from "./room_port.ts";

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

  #add(options: Omit<RoomEngineOptions, "number" | "post">): RoomEngine {
    const number = ++this.#lastNumber;
    const engine = new RoomEngine({
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
      default:
        return this.#engines.get(reply.engine)?.hear(reply);
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
