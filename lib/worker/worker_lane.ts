import type { LaneHandle, LaneOptions } from "../peer/lane_handle.ts";
import type { HostRequest } from "./host_messages.ts";

/** The page's end of a lane whose channel lives in the worker. */
export class WorkerLane implements LaneHandle {
  readonly number: number;
  /** As the worker last said, a few times a second. */
  received = 0;
  readonly #options: LaneOptions;
  readonly #post: (request: HostRequest) => void;
  #closed = false;

  constructor(
    number: number,
    options: LaneOptions,
    post: (request: HostRequest) => void,
  ) {
    this.number = number;
    this.#options = options;
    this.#post = post;
  }

  /** Largest message, bytes; `undefined` before the peers have negotiated. */
  get maxMessageSize(): number | undefined {
    return this.#options.maxMessageSize();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#post({ type: "close-lane", lane: this.number });
  }

  /** The worker says that the channel closed. */
  channelClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.onClose();
  }

  /** The worker says that the peer broke the rules. */
  violated(): void {
    if (!this.#closed) this.#options.onViolation();
  }
}
