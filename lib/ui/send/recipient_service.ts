import type { LaneHandle } from "../../peer/lanes/lane_handle.ts";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import type { TransferMessage } from "../../protocol/control_message.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import { MAX_LANES } from "../../protocol/limits.ts";
import type { Clock } from "../../base/clock.ts";
import type { SendingState } from "../../transfer/state.ts";
import type { HostedSender, HostedSenderOptions } from "../../worker/engines.ts";
import { LingeringPeers } from "./lingering_peers.ts";
import type { RecipientEvent } from "./recipients.ts";
import type { WaitingNotice } from "./sender_state.ts";
import type { Failure } from "../facts/transfer_facts.ts";

/**
 * Lanes of all recipients together, for as long as there may be further ones: two for each of ten.
 * More than eight win a recipient nothing, and each costs a socket, a DTLS and an SCTP state here.
 */
const LANES_OF_ALL = 20;

/** What recipients are served with. */
export interface ServedShare {
  /** Makes an engine that sends the files of the share, wherever they and it are. */
  createSender(
    options: Omit<HostedSenderOptions, "files" | "transferId" | "isRestored">,
  ): HostedSender;
}

/** What a {@linkcode RecipientService} asks its page, and tells it. */
export interface ServiceEvents {
  /** The number of the seat for whoever comes now; `undefined` where there is none. */
  readonly freeSeat: () => number | undefined;
  /** How many seats nobody was served on yet. */
  readonly openRecords: () => number;
  /** What happens to somebody who isn't served yet. */
  readonly notice: (notice: WaitingNotice) => void;
  /** A recipient is served from now on, on this seat. */
  readonly onServing: (number: number) => void;
  /** It took the offer. */
  readonly onSending: (number: number, engine: HostedSender) => void;
  /** What else there is to show of it. */
  readonly tell: (number: number, event: RecipientEvent) => void;
  readonly onDone: (number: number, digest: string) => void;
  /** Its service ended; its seat is free. */
  readonly onFailed: (number: number, failure: Failure) => void;
  /** Somebody came, and no connection to them could be made. */
  readonly onUnreachable: (reason: FailureReason) => void;
}

/** One recipient and the engine that serves it. */
interface Serving {
  readonly number: number;
  readonly peer: PeerSession;
  readonly engine: HostedSender;
}

/**
 * Serves the recipients of a share, each by an engine of its own, from connection to receipt. How many
 * come in is the server's business; whose seat each has, the page's.
 */
export class RecipientService {
  readonly #events: ServiceEvents;
  readonly #servings = new Map<PeerSession, Serving>();
  readonly #partings: LingeringPeers;
  #share: ServedShare | undefined;
  /** Who came while there was nothing to serve. */
  readonly #arrived = new Set<PeerSession>();
  /** Each peer is served once: one that failed may still tell of its connection. */
  readonly #served = new WeakSet<PeerSession>();

  constructor(clock: Clock, events: ServiceEvents) {
    this.#events = events;
    this.#partings = new LingeringPeers(clock);
  }

  /** Whether any recipient is connected and served. */
  get isServing(): boolean {
    return this.#servings.size > 0;
  }

  /** Whether a recipient that comes now is served. */
  get isOpen(): boolean {
    return this.#share !== undefined;
  }

  /** Serves with a share from now on; also whoever waits for it already. */
  open(share: ServedShare): void {
    this.#share = share;
    const waiting = [...this.#arrived];
    this.#arrived.clear();
    for (const peer of waiting) if (peer.state.kind === "connected") this.#serve(share, peer);
  }

  /** Lets recipients wait: the files aren't what they were, or nobody else is to come. */
  close(): void {
    this.#share = undefined;
  }

  /** Takes news of the connection to a peer. */
  peerChanged(peer: PeerSession, state: PeerState): void {
    switch (state.kind) {
      case "introducing":
      case "connecting":
        return this.#events.notice("introducing");
      case "connected":
        if (!this.#served.has(peer)) {
          if (this.#share) this.#serve(this.#share, peer);
          else this.#arrived.add(peer);
        }
        this.#tell(peer, { type: "interrupted", interrupted: false });
        return this.#tell(peer, { type: "path", path: state.path });
      case "interrupted":
        return this.#tell(peer, { type: "interrupted", interrupted: true });
      case "failed":
        this.#partings.over(peer);
        return this.#peerFailed(peer, state.reason);
      case "closed":
        return this.#partings.over(peer);
    }
  }

  /** Takes a message of a peer. */
  receive(peer: PeerSession, message: TransferMessage): void {
    this.#servings.get(peer)?.engine.receive(message);
  }

  /** Takes a further lane to a peer. */
  addLane(peer: PeerSession, lane: LaneHandle): void {
    this.#servings.get(peer)?.engine.addLane(lane);
  }

  /** Stops sending to a recipient for now, or to all. */
  pause(number?: number): void {
    for (const { engine } of this.#at(number)) engine.pause();
  }

  /** Goes on with a recipient, or with all. */
  resume(number?: number): void {
    for (const { engine } of this.#at(number)) engine.resume();
  }

  /** Ends the service of a recipient, or of all; they are told. */
  cancel(number?: number): void {
    for (const { engine } of this.#at(number)) {
      engine.fail(new FailureError("cancelled", "Cannot go on: cancelled"));
    }
  }

  /** Resolves when whoever was told why it ends has hung up, or had the time to. */
  parted(): Promise<void> {
    return this.#partings.all();
  }

  /** Lets go of everybody at once; idempotent. */
  hangUp(): void {
    this.#partings.now();
    const left = [...this.#servings.values()];
    this.#servings.clear();
    this.#arrived.clear();
    this.#share = undefined;
    for (const { engine } of left) {
      // It would wait two minutes for somebody who is gone.
      engine.fail(new FailureError("cancelled", "Cannot go on: hung up"), "there");
    }
  }

  #at(number: number | undefined): readonly Serving[] {
    const all = [...this.#servings.values()];
    return number === undefined ? all : all.filter((serving) => serving.number === number);
  }

  #tell(peer: PeerSession, event: RecipientEvent): void {
    const serving = this.#servings.get(peer);
    if (serving) this.#events.tell(serving.number, event);
  }

  #peerFailed(peer: PeerSession, reason: FailureReason): void {
    const serving = this.#servings.get(peer);
    if (serving) {
      serving.engine.fail(new FailureError(reason, "Cannot reach the recipient"), "there");
    } else if (this.#served.has(peer)) {
      return; // It ended before, and said why.
    } else if (reason === "peer-left") {
      this.#events.notice("recipient-left");
    } else if (!this.isServing) {
      this.#events.onUnreachable(reason);
    }
  }

  /** The seat of a newcomer. Where all are taken, of somebody who is gone and isn't known to be yet. */
  #recipientNumber(): number | undefined {
    const free = this.#events.freeSeat();
    if (free !== undefined) return free;
    const all = [...this.#servings.values()];
    // Who comes again, as by a reload, gave up the connection it had: the server lists it no more.
    const gone = all.find(({ peer }) => !peer.isListed) ??
      all.find(({ peer }) => peer.state.kind === "interrupted");
    gone?.engine.fail(new FailureError("peer-left", "Cannot go on: it came again"), "there");
    return gone && this.#events.freeSeat();
  }

  #serve(share: ServedShare, peer: PeerSession): void {
    this.#served.add(peer);
    const number = this.#recipientNumber();
    if (number === undefined) {
      // The server counts who is there, and not who has everything and left.
      peer.send({ type: "abort", reason: "session-full" });
      return this.#partings.add(peer);
    }
    const isPresent = () => this.#servings.get(peer)?.engine === engine;
    const engine: HostedSender = share.createSender({
      control: peer,
      onState: (state) => {
        const serving = this.#servings.get(peer);
        if (serving?.engine === engine) this.#onSending(serving, state);
      },
      onPaused: (by) => {
        if (isPresent()) this.#events.tell(number, { type: "paused", by });
      },
      onLanesWanted: (count) => peer.openLanes(Math.min(count, this.#lanesOfEach())),
    });
    this.#servings.set(peer, { number, peer, engine });
    this.#events.onServing(number);
    engine.start();
    engine.addLane(peer.lane);
  }

  /** A recipient that asks again later may get more: those that are served need none. */
  #lanesOfEach(): number {
    const each = Math.floor(LANES_OF_ALL / Math.max(1, this.#events.openRecords()));
    return Math.min(each, MAX_LANES);
  }

  #onSending({ number, peer, engine }: Serving, state: SendingState): void {
    switch (state.kind) {
      case "sending":
        return this.#events.onSending(number, engine);
      case "done":
        this.#servings.delete(peer);
        this.#events.onDone(number, state.root);
        return peer.close(); // It has all, and its seat at the server is for somebody else.
      case "failed": {
        const { reason, side } = state;
        this.#servings.delete(peer);
        // Told by the other side: hang up. Told to it: let the words arrive first.
        if (side === "there") peer.close();
        else this.#partings.add(peer);
        return this.#events.onFailed(number, { reason, side });
      }
    }
  }
}
