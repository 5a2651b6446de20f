import type { LaneHandle, LaneOptions } from "../peer/lanes/lane_handle.ts";

/** The page's end of a lane whose channel is the room's. */
export class RoomLane implements LaneHandle {
  readonly number: number;
  /** As the room last said, a few times a second. */
  received = 0;
  readonly #options: LaneOptions;
  readonly #onClosedHere: () => void;
  #closed = false;

  /** @param onClosedHere called once where the page closes it; the room has to hear of that */
  constructor(number: number, options: LaneOptions, onClosedHere: () => void) {
    this.number = number;
    this.#options = options;
    this.#onClosedHere = onClosedHere;
  }

  /** Largest message, bytes; `undefined` before the peers have negotiated. */
  get maxMessageSize(): number | undefined {
    return this.#options.maxMessageSize();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClosedHere();
  }

  /** The room says that the channel closed. */
  channelClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.onClose();
  }

  /** The room says that the peer broke the rules. */
  violated(): void {
    if (!this.#closed) this.#options.onViolation();
  }
}
