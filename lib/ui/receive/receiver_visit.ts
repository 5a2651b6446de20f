import type { RendezvousEvents } from "../../peer/rendezvous.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { type AdmissionEdges, admitGuest } from "../session/admit_guest.ts";
import { CurrentMeeting } from "../session/current_meeting.ts";
import type { Meeting, MeetingOptions } from "../session/meeting.ts";
import { GuestSeat, type GuestSeatEdges } from "./guest_seat.ts";

/** What a {@linkcode ReceiverVisit} needs. */
export interface ReceiverVisitEdges extends AdmissionEdges, GuestSeatEdges {
  /** Makes the meeting of a session; it begins with its `start`. */
  meet(options: MeetingOptions): Promise<Meeting>;
}

/** What a {@linkcode ReceiverVisit} tells besides what happens at its meeting. */
export interface ReceiverVisitEvents extends RendezvousEvents {
  /** The page is at a meeting, and the server is about to answer. */
  readonly onEntered: () => void;
  /** The page can't go to the meeting, or may not stay. */
  readonly onFailed: (failure: Failure) => void;
}

/** A receiver's visits to the session of its link, on the seat of this browser: one at a time. */
export class ReceiverVisit {
  readonly #edges: ReceiverVisitEdges;
  readonly #sessionId: SessionId;
  readonly #events: ReceiverVisitEvents;
  readonly #seat: GuestSeat;
  readonly #meeting: CurrentMeeting;
  /** Whether it is tried for a former page of this browser already. */
  #isFormer = false;

  constructor(edges: ReceiverVisitEdges, sessionId: SessionId, events: ReceiverVisitEvents) {
    this.#edges = edges;
    this.#sessionId = sessionId;
    this.#events = events;
    const onLost = () => events.onFailed({ reason: "replaced", side: "here" });
    this.#seat = new GuestSeat({ edges, sessionId, onLost });
    this.#meeting = new CurrentMeeting(events.onFailed);
  }

  /** Aborted when the visit is given up. */
  get signal(): AbortSignal {
    return this.#meeting.signal;
  }

  /**
   * Joins the session, in place of what was begun before.
   *
   * @param hash the page's fragment
   * @param steal takes the seat from the tab that has it
   */
  join(hash: string, steal = false): void {
    this.#isFormer = false;
    this.#meeting.begin((signal) => this.#open(hash, signal, { steal }));
  }

  /**
   * Joins once more where all seats are taken: one by a page of this browser, perhaps, which crashed
   * and can't say so.
   *
   * @returns `false` where that was tried before
   */
  rejoinAsFormer(hash: string): boolean {
    if (this.#isFormer) return false;
    this.#isFormer = true;
    this.#meeting.leave();
    this.#meeting.begin(async (signal) => {
      const former = await this.#seat.former();
      signal.throwIfAborted();
      if (former === undefined) throw new FailureError("session-full", "Cannot join: no free seat");
      await this.#open(hash, signal, { former });
    });
    return true;
  }

  /** Leaves the session; the seat stays this tab's. */
  leave(): void {
    this.#meeting.leave();
  }

  /** Leaves the seat to the next tab. */
  letGo(): void {
    this.#seat.letGo();
  }

  /** @param former the token of a page of this browser that may still have the seat */
  async #open(
    hash: string,
    signal: AbortSignal,
    { steal = false, former }: { readonly steal?: boolean; readonly former?: string },
  ): Promise<void> {
    const sessionId = this.#sessionId;
    const { secret, join } = await admitGuest(this.#edges, sessionId, hash);
    if (!await this.#seat.hold(steal)) {
      throw new FailureError("other-tab", "Cannot join: another tab of this browser has the link");
    }
    signal.throwIfAborted();
    const own = await this.#meeting.enter(signal, (events) =>
      this.#edges.meet({
        sessionId,
        secret,
        join: former === undefined ? join : { ...join, replaces: former },
        events,
      }), {
      ...this.#events,
      onJoined: (peerCount) => {
        this.#seat.keep(join.peerToken);
        this.#events.onJoined(peerCount);
      },
    });
    own.start();
    this.#events.onEntered();
  }
}
