import type { LaneHandle } from "../peer/lanes/lane_handle.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import type { FailureError } from "../protocol/failure.ts";
import type { Destination } from "../storage/destination/destination.ts";
import type { TransferControl } from "../transfer/ports.ts";
import { isOver, type ReceivingState, type SendingState, type Side } from "../transfer/state.ts";
import type { HostedReceiver, HostedReceiverOptions, HostedSender } from "./engines.ts";
import type { EngineCounters, EngineReply, EngineRequest } from "./host_messages.ts";
import { stateOf } from "./posted_state.ts";
import { RoomLane } from "./room_lane.ts";

type State = SendingState | ReceivingState;

/** What a {@linkcode RoomEngine} needs. */
export interface RoomEngineOptions {
  readonly control: TransferControl;
  /** Takes whatever state the room's engine of this side comes to. */
  readonly onState: (state: State) => void;
  readonly onPaused?: ((by: ReadonlySet<Side>) => void) | undefined;
  readonly onSaved?: HostedReceiverOptions["onSaved"];
  readonly onLanesWanted?: (count: number) => void;
  readonly post: (request: EngineRequest) => void;
}

/**
 * The page's end of an engine in the room. The room's engine is the one that knows; only an end
 * from outside takes effect here first, because whoever calls `fail` closes the connection next, and
 * the words that say why have to leave before.
 */
export class RoomEngine implements HostedSender, HostedReceiver {
  readonly #options: RoomEngineOptions;
  #counters = { doneBytes: 0, totalBytes: 0 };
  #isOver = false;
  /** What ends the other side, until this page has the state that it ends with. */
  #lastWord: TransferMessage | undefined;
  /** The last limit that a lane named: further lanes negotiate after they are added. */
  #maxMessageSize: number | undefined;

  constructor(options: RoomEngineOptions) {
    this.#options = options;
  }

  get doneBytes(): number {
    return this.#counters.doneBytes;
  }

  get totalBytes(): number {
    return this.#counters.totalBytes;
  }

  start(): void {
    this.#options.post({ type: "start" });
  }

  accept(destination?: Destination): void {
    this.#options.post({ type: "accept", destination });
  }

  pause(): void {
    this.#options.post({ type: "pause" });
  }

  resume(): void {
    this.#options.post({ type: "resume" });
  }

  receive(message: TransferMessage): void {
    this.#options.post({ type: "control", message });
  }

  addLane(lane: LaneHandle): void {
    if (!(lane instanceof RoomLane)) throw new TypeError("Cannot add a lane: it lives elsewhere");
    const maxMessageSize = this.#maxMessageSize = lane.maxMessageSize ?? this.#maxMessageSize;
    this.#options.post({ type: "add-lane", lane: lane.number, maxMessageSize });
  }

  fail(error: FailureError, side: Side = "here"): void {
    if (this.#isOver) return;
    const { control, post, onState } = this.#options;
    const { reason } = error;
    if (side === "here") control.send({ type: "abort", reason });
    post({ type: "end", reason });
    this.#isOver = true;
    onState({ kind: "failed", reason, side, cause: error });
  }

  /** Takes what the room says of this engine. */
  hear(reply: EngineReply): void {
    if (this.#isOver) return;
    const { control, onState, onPaused, onSaved, onLanesWanted } = this.#options;
    switch (reply.type) {
      case "control": {
        const { message } = reply;
        const isLast = message.type === "receipt" || message.type === "abort";
        // Said now, the other side could hang up before the room's state is here, and that would
        // be the end that is shown.
        if (isLast) this.#lastWord = message;
        else control.send(message);
        return;
      }
      case "paused":
        return onPaused?.(reply.by);
      case "saved":
        return reply.files.forEach(({ index, file, isAgain }) => onSaved?.(index, file, isAgain));
      case "lanes-wanted":
        return onLanesWanted?.(reply.count);
      case "state": {
        const state = stateOf(reply.state);
        this.#isOver = isOver(state);
        // Before the state: whoever hears that it is over may close the connection.
        if (this.#isOver && this.#lastWord) control.send(this.#lastWord);
        return onState(state);
      }
    }
  }

  /** Takes how far the room's engine is. */
  count({ doneBytes, totalBytes }: EngineCounters): void {
    this.#counters = { doneBytes, totalBytes };
  }
}
