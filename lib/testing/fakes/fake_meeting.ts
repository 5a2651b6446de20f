import type { PeerMedia } from "../../peer/cargo.ts";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import type { TransferMessage } from "../../protocol/control_message.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import { isScreenMessage, type ScreenMessage } from "../../protocol/screen_message.ts";
import { type Lane, LaneClosedError, type LaneEvents } from "../../transfer/ports.ts";
import type { MeetingOptions } from "../../ui/session/meeting.ts";
import type { OwnMeeting } from "../../ui/send/edges.ts";

/** One end of a connection as a model uses it; linked to another it delivers there, later. */
export class FakePeer {
  state: PeerState = { kind: "introducing" };
  readonly sent: (TransferMessage | ScreenMessage)[] = [];
  readonly lanesWanted: number[] = [];
  /** Whether the server has it in the session. */
  isListed = true;
  readonly lane: FakeLane;
  /** What goes over the connection, where that is a screen. */
  readonly media: PeerMedia | undefined;
  readonly #meeting: FakeMeeting;
  #other: FakePeer | undefined;

  constructor(meeting: FakeMeeting, media: PeerMedia | undefined) {
    this.#meeting = meeting;
    this.media = media;
    this.lane = new FakeLane(() => this.#other?.lane);
  }

  /** The same object, as the model takes it. */
  get asSession(): PeerSession {
    return this as unknown as PeerSession;
  }

  /** Whether it came to its end. */
  get isOver(): boolean {
    const { kind } = this.state;
    return kind === "failed" || kind === "broken" || kind === "closed";
  }

  /** Both ends deliver to each other from now on. */
  linkTo(other: FakePeer): void {
    this.#other = other;
    other.#other = this;
  }

  send(message: TransferMessage | ScreenMessage): void {
    if (this.isOver) return;
    this.sent.push(message);
    const other = this.#other;
    queueMicrotask(() => other?.say(message));
  }

  /** Lanes the model asked for. */
  openLanes(count: number): void {
    this.lanesWanted.push(count);
  }

  /** Says goodbye, as {@linkcode PeerSession.close} does. */
  close(): void {
    if (this.isOver) return;
    this.become({ kind: "closed" });
    this.loseOther("peer-left");
  }

  /** The other end hears that this one is gone, and why. */
  loseOther(reason: FailureReason): void {
    const other = this.#other;
    queueMicrotask(() => other?.fail(reason));
  }

  /** The other end is gone. */
  fail(reason: FailureReason): void {
    if (!this.isOver) this.become({ kind: "failed", reason });
  }

  /** The connection is past repair. */
  break(): void {
    if (!this.isOver) this.become({ kind: "broken" });
  }

  /** The other end says something. */
  say(message: TransferMessage | ScreenMessage): void {
    if (!this.isOver) this.sayLate(message);
  }

  /** The model hears of a message, even after the end. */
  sayLate(message: TransferMessage | ScreenMessage): void {
    const { onPeerMessage, onScreenMessage } = this.#meeting.options.events;
    if (isScreenMessage(message)) onScreenMessage?.(this.asSession, message);
    else onPeerMessage?.(this.asSession, message);
  }

  become(state: PeerState): void {
    this.state = state;
    if (this.isOver) {
      this.lane.cut();
      this.media?.detach?.();
    }
    this.#meeting.options.events.onPeerState(this.asSession, state);
  }
}

/** A lane without bounds, which keeps order. */
export class FakeLane implements Lane {
  readonly maxFrameBytes = 64 * 1024;
  readonly deliveredBytes = 0;
  readonly inFlightBytes = 0;
  readonly received = 0;
  /** Frames swallowed instead of delivered, as by a network that stands still. */
  isStuck = false;
  readonly #other: () => FakeLane | undefined;
  readonly #early: ArrayBuffer[] = [];
  #events: LaneEvents | undefined;
  #isCut = false;

  constructor(other: () => FakeLane | undefined) {
    this.#other = other;
  }

  send(frame: Uint8Array<ArrayBuffer>): boolean {
    if (this.#isCut) throw new LaneClosedError("Cannot send: lane closed");
    const bytes = frame.slice().buffer;
    if (!this.isStuck) queueMicrotask(() => this.#other()?.receive(bytes));
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  listen(events: LaneEvents): void {
    this.#events = events;
    for (const frame of this.#early.splice(0)) events.onFrame(frame);
  }

  close(): void {
    this.cut();
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#events?.onClose();
  }

  /** A frame arrives; before anybody listens it waits. */
  receive(frame: ArrayBuffer): void {
    if (this.#isCut) return;
    if (this.#events) this.#events.onFrame(frame);
    else this.#early.push(frame);
  }
}

/** The meeting of a session, at which the test decides who comes and what happens. */
export class FakeMeeting implements OwnMeeting {
  readonly options: MeetingOptions;
  readonly peers: FakePeer[] = [];
  isStarted = false;
  isLeft = false;
  /** Whom the page removed. */
  readonly removed: FakePeer[] = [];
  /** Whether it was left without a word to the server. */
  isVanished = false;
  readonly #createMedia: (() => PeerMedia) | undefined;

  constructor(options: MeetingOptions, createMedia?: () => PeerMedia) {
    this.options = options;
    this.#createMedia = createMedia;
  }

  start(): void {
    this.isStarted = true;
  }

  leave(): void {
    this.isLeft = true;
    for (const peer of this.peers) peer.close();
  }

  /** As the page's doorkeeper does. */
  remove(peer: PeerSession): void {
    const removed = this.peers.find(({ asSession }) => asSession === peer);
    if (!removed || removed.isOver) return;
    this.removed.push(removed);
    removed.become({ kind: "closed" });
    removed.loseOther("removed");
  }

  vanish(): void {
    this.isVanished = true;
    this.leave();
  }

  get events(): MeetingOptions["events"] {
    return this.options.events;
  }

  /** Somebody is there, and the handshake begins. */
  introduce(): FakePeer {
    const peer = new FakePeer(this, this.#createMedia?.());
    this.peers.push(peer);
    peer.become({ kind: "introducing" });
    return peer;
  }

  /** The server says that somebody left who was not connected yet. */
  leaveBefore(peer: FakePeer): void {
    peer.close();
    this.events.onPeerAway();
  }
}

/** Brings the members of two meetings together, up to a proven connection. */
export function connectFake(
  one: FakeMeeting,
  other: FakeMeeting,
): readonly [one: FakePeer, other: FakePeer] {
  const ends = [one.introduce(), other.introduce()] as const;
  ends[0].linkTo(ends[1]);
  for (const end of ends) end.become({ kind: "connecting" });
  for (const end of ends) end.become({ kind: "connected", path: undefined });
  return ends;
}
