import type { RendezvousEvents } from "../../peer/rendezvous.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { failureHere } from "./failure_here.ts";
import type { Meeting } from "./meeting.ts";

/**
 * The meeting a page is at, and what it does to get there: one at a time. What is begun next takes the
 * place of what was begun last, and late news of another meeting says nothing.
 */
export class CurrentMeeting<Own extends Meeting = Meeting> {
  readonly #onFailed: (failure: Failure) => void;
  #attempt = new AbortController();
  #own: Own | undefined;
  #closedFor: FailureReason | undefined;

  /** @param onFailed what was begun failed, and nobody gave it up before */
  constructor(onFailed: (failure: Failure) => void) {
    this.#onFailed = onFailed;
  }

  /** Aborted when what was begun last is given up. */
  get signal(): AbortSignal {
    return this.#attempt.signal;
  }

  /** The meeting the page is at. */
  get own(): Own | undefined {
    return this.#own;
  }

  /** Whether somebody may still come to it. */
  get isOpen(): boolean {
    return this.#own !== undefined && this.#closedFor === undefined;
  }

  /** Why nobody new can come any more, where the server closed the session. */
  get closedFor(): FailureReason | undefined {
    return this.#closedFor;
  }

  /** Does what takes a while, until something else is begun or the page leaves. */
  async begin(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#attempt.abort();
    const { signal } = this.#attempt = new AbortController();
    try {
      await run(signal);
    } catch (error) {
      if (!signal.aborted) this.#onFailed(failureHere(error));
    }
  }

  /**
   * Makes a meeting and is at it from then on: only as long tells it its events. It begins with its
   * `start`.
   *
   * @param signal what {@linkcode CurrentMeeting.begin} gave
   * @throws where the meeting was given up before it was made
   */
  async enter(
    signal: AbortSignal,
    meet: (events: RendezvousEvents) => Promise<Own>,
    events: RendezvousEvents,
  ): Promise<Own> {
    const guard = <Args extends unknown[]>(tell: (...args: Args) => void) => (...args: Args) => {
      if (this.#own === own) tell(...args);
    };
    const { onPeerLane, onPeerMessage, onScreenMessage } = events;
    const own: Own = await meet({
      ...(onPeerMessage && { onPeerMessage: guard(onPeerMessage) }),
      ...(onPeerLane && { onPeerLane: guard(onPeerLane) }),
      ...(onScreenMessage && { onScreenMessage: guard(onScreenMessage) }),
      onJoined: guard(events.onJoined),
      onServerLost: guard(events.onServerLost),
      onClosed: guard((reason) => {
        this.#closedFor = reason;
        events.onClosed(reason);
      }),
      onPeerState: guard(events.onPeerState),
      onPeerAway: guard(events.onPeerAway),
    });
    signal.throwIfAborted();
    return this.#own = own;
  }

  /** Gives up what was begun, and leaves; idempotent. */
  leave(leave: (own: Own) => void = (own) => own.leave()): void {
    this.#attempt.abort();
    this.#closedFor = undefined;
    if (this.#own) leave(this.#own);
    this.#own = undefined;
  }
}
