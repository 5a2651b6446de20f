import type { TransferMessage } from "../protocol/control_message.ts";
import { FailureError, type FailureReason, reasonOf } from "../protocol/failure.ts";
import type { TransferControl } from "./ports.ts";
import {
  type FailEvent,
  isOver,
  type ReceivingState,
  type SendingState,
  type Side,
} from "./state.ts";

/** What an {@linkcode EngineLife} needs and tells. */
export interface EngineLifeOptions<State, Event> {
  /** What the engine does, for the messages of its errors. */
  readonly doing: "send" | "receive";
  readonly start: State;
  /** The engine's machine: the next state, or `undefined` where the event isn't allowed. */
  readonly next: (state: State, event: Event | FailEvent) => State | undefined;
  readonly control: TransferControl;
  readonly onState: (state: State) => void;
  /** Who asks for a pause now: one side, both, or nobody. Called at every change. */
  readonly onPaused?: (by: ReadonlySet<Side>) => void;
  /** Stops what moves, or lets it go on; called after `onPaused`. */
  readonly onPauseChange: (paused: boolean) => void;
  /** Lets go of everything: it is over. Called once, after `onState`. */
  readonly onEnd: () => void;
}

/**
 * What a {@linkcode FileSender} and a {@linkcode FileReceiver} have in common: a state that only their
 * machine moves, a pause that either side may ask for, and one end, which is told once to whoever
 * doesn't know of it.
 */
export class EngineLife<State extends SendingState | ReceivingState, Event> {
  readonly #options: EngineLifeOptions<State, Event>;
  readonly #pausedBy = new Set<Side>();
  readonly #abort = new AbortController();
  #state: State;

  constructor(options: EngineLifeOptions<State, Event>) {
    this.#options = options;
    this.#state = options.start;
  }

  /** Where the transfer stands. */
  get state(): State {
    return this.#state;
  }

  /** Whether it is done or failed. */
  get isOver(): boolean {
    return isOver(this.#state);
  }

  /** Whether either side asks for a pause. */
  get isPaused(): boolean {
    return this.#pausedBy.size > 0;
  }

  /** Aborted when it is over. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /**
   * Takes what the other side may say at any time.
   *
   * @returns whether nothing is left to do about the message
   */
  receive(message: TransferMessage): boolean {
    if (this.isOver) return true;
    switch (message.type) {
      case "pause":
      case "resume":
        this.#setPaused("there", message.type === "pause");
        return true;
      case "abort": {
        const { reason } = message;
        this.end(reason === "cancelled" ? "cancelled-by-peer" : reason, "there");
        return true;
      }
      default:
        return false;
    }
  }

  /** Asks for a pause here, and tells the other side. */
  pause(): void {
    this.#ask("pause");
  }

  /** Takes {@linkcode EngineLife.pause} back. */
  resume(): void {
    this.#ask("resume");
  }

  /** Goes where the event leads; answers whether it is allowed now. */
  move(event: Event | FailEvent): boolean {
    const next = this.#options.next(this.#state, event);
    if (next === undefined) return false;
    this.#state = next;
    this.#options.onState(next);
    if (!isOver(next)) return true;
    this.#options.onEnd();
    this.#abort.abort();
    return true;
  }

  /** The other side did what the protocol forbids. */
  violation(what: string): void {
    this.fail(new FailureError("protocol-error", `Cannot ${this.#options.doing}: ${what}`));
  }

  /**
   * Ends it for an error; idempotent. With `side` `"here"` the other side is told why; `"there"` means
   * that it, or the way to it, is gone.
   */
  fail(error: unknown, side: Side = "here"): void {
    if (this.isOver) return;
    const reason = reasonOf(error);
    if (side === "here") this.#options.control.send({ type: "abort", reason });
    this.end(reason, side, error);
  }

  /** Ends it, and says nothing to the other side, which knows or never heard of it; idempotent. */
  end(reason: FailureReason, side: Side, cause?: unknown): void {
    this.move({ type: "fail", failure: { kind: "failed", reason, side, cause } });
  }

  #ask(type: "pause" | "resume"): void {
    if (this.isOver) return;
    this.#options.control.send({ type });
    this.#setPaused("here", type === "pause");
  }

  #setPaused(side: Side, paused: boolean): void {
    if (this.#pausedBy.has(side) === paused) return;
    if (paused) this.#pausedBy.add(side);
    else this.#pausedBy.delete(side);
    this.#options.onPaused?.(new Set(this.#pausedBy));
    this.#options.onPauseChange(this.isPaused);
  }
}
