import type { LaneHandle } from "../peer/lane_handle.ts";
import type { PeerSession, PeerState } from "../peer/peer_session.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import { FailureError, type FailureReason } from "../protocol/failure.ts";
import type { Clock } from "../transfer/ports.ts";
import type { SendingState } from "../transfer/transfer_state.ts";
import type { Engines, HostedSender } from "../worker/engines.ts";
import type { SenderEvent } from "./sender_state.ts";
import type { Failure } from "./transfer_facts.ts";

/** How long a peer that was told why it ends may take to hang up before this side does. */
const HANG_UP_MS = 5_000;

/** What receivers are served with. */
export interface ServedShare {
  readonly engines: Engines;
  readonly files: readonly File[];
  readonly transferId: string;
}

/** What a {@linkcode ReceiverService} tells its page. */
export interface ServiceEvents {
  /** What the page shows of the receiver that is served, or on its way. */
  readonly tell: (event: SenderEvent) => void;
  /** A receiver is served from now on. */
  readonly onServing: () => void;
  /** It took the offer. */
  readonly onSending: (engine: HostedSender) => void;
  readonly onDone: (digest: string) => void;
  /** Its service ended; the next receiver can be served. */
  readonly onFailed: (failure: Failure) => void;
  /** Somebody came, and no connection to them could be made. */
  readonly onUnreachable: (reason: FailureReason) => void;
}

/** One receiver and the engine that serves it. */
interface Serving {
  readonly peer: PeerSession;
  readonly engine: HostedSender;
  /** Why this side ends it, as far as the peer was told. */
  readonly told: () => FailureReason | undefined;
}

/** Serves the receivers of a share, one at a time, from connection to receipt. */
export class ReceiverService {
  readonly #clock: Clock;
  readonly #events: ServiceEvents;
  #share: ServedShare | undefined;
  #serving: Serving | undefined;
  /** Somebody who came while there was nothing to serve. */
  #arrived: PeerSession | undefined;
  /** Each peer is served once: one that failed may still tell of its connection. */
  readonly #served = new WeakSet<PeerSession>();
  /** Hangs up at once on the peer that was told why it ends. */
  #partNow = () => {};

  constructor(clock: Clock, events: ServiceEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Whether a receiver is connected and served. */
  get isServing(): boolean {
    return this.#serving !== undefined;
  }

  /** Whether a receiver that comes now is served. */
  get isOpen(): boolean {
    return this.#share !== undefined;
  }

  /** Serves with a share from now on; also whoever waits for it already. */
  open(share: ServedShare): void {
    this.#share = share;
    const waiting = this.#arrived;
    if (waiting?.state.kind === "connected") this.#serve(share, waiting);
  }

  /** Lets receivers wait: the files aren't what they were. */
  close(): void {
    this.#share = undefined;
  }

  /** Takes news of the connection to a peer. */
  peerChanged(peer: PeerSession, state: PeerState): void {
    const { tell } = this.#events;
    switch (state.kind) {
      case "introducing":
      case "connecting":
        return tell({ type: "notice", notice: "introducing" });
      case "connected":
        if (!this.#served.has(peer)) {
          if (this.#share) this.#serve(this.#share, peer);
          else this.#arrived = peer;
        }
        if (this.#serving?.peer !== peer) return;
        tell({ type: "interrupted", interrupted: false });
        return tell({ type: "path", path: state.path });
      case "interrupted":
        if (this.#serving?.peer === peer) tell({ type: "interrupted", interrupted: true });
        return;
      case "failed":
        return this.#peerFailed(peer, state.reason);
      case "closed":
        return;
    }
  }

  /** Takes a message of a peer. */
  receive(peer: PeerSession, message: TransferMessage): void {
    if (this.#serving?.peer === peer) this.#serving.engine.receive(message);
  }

  /** Takes a further lane to a peer. */
  addLane(peer: PeerSession, lane: LaneHandle): void {
    if (this.#serving?.peer === peer) this.#serving.engine.addLane(lane);
  }

  pause(): void {
    this.#serving?.engine.pause();
  }

  resume(): void {
    this.#serving?.engine.resume();
  }

  /** Ends the service of the receiver, which is told. */
  cancel(): void {
    this.#serving?.engine.fail(new FailureError("cancelled", "Cannot go on: cancelled"));
  }

  /** Lets go of everybody at once; idempotent. */
  hangUp(): void {
    this.#partNow();
    const left = this.#serving;
    this.#serving = undefined;
    this.#arrived = undefined;
    this.#share = undefined;
    // It would wait two minutes for somebody who is gone.
    left?.engine.fail(new FailureError("cancelled", "Cannot go on: hung up"), "there");
  }

  #peerFailed(peer: PeerSession, reason: FailureReason): void {
    if (this.#serving?.peer === peer) {
      this.#serving.engine.fail(new FailureError(reason, "Cannot reach the receiver"), "there");
    } else if (this.#served.has(peer)) {
      return; // It ended before, and said why.
    } else if (reason === "peer-left") {
      this.#events.tell({ type: "notice", notice: "receiver-left" });
    } else if (!this.#serving) {
      this.#events.onUnreachable(reason);
    }
  }

  #serve({ engines, ...share }: ServedShare, peer: PeerSession): void {
    // A receiver that comes again, as by a reload, gave up the connection it had.
    const former = this.#serving;
    former?.engine.fail(new FailureError("peer-left", "Cannot go on: it came again"), "there");
    this.#served.add(peer);
    this.#arrived = undefined;
    let told: FailureReason | undefined;
    const engine: HostedSender = engines.createSender({
      ...share,
      control: {
        send: (message) => {
          if (message.type === "abort") told = message.reason;
          peer.send(message);
        },
      },
      onState: (state) => {
        if (this.#serving?.engine === engine) this.#onSending(this.#serving, state);
      },
      onPaused: (by) => {
        if (this.#serving?.engine === engine) this.#events.tell({ type: "paused", by });
      },
      onLanesWanted: (count) => peer.openLanes(count),
    });
    this.#serving = { peer, engine, told: () => told };
    this.#events.onServing();
    engine.start();
    engine.addLane(peer.lane);
  }

  #onSending({ peer, engine, told }: Serving, state: SendingState): void {
    switch (state.kind) {
      case "sending":
        return this.#events.onSending(engine);
      case "done":
        return this.#events.onDone(state.root);
      case "failed": {
        const { reason, side } = state;
        this.#serving = undefined;
        // Told by the other side: hang up. Told to it: let the words arrive first.
        if (side === "there") peer.close();
        else this.#partFrom(peer);
        // A peer that was told may hang up before the worker's own word of it is here.
        const why = side === "there" ? told() : undefined;
        return this.#events.onFailed(why ? { reason: why, side: "here" } : { reason, side });
      }
    }
  }

  /** Hangs up once the peer had time to read why. */
  #partFrom(peer: PeerSession): void {
    this.#partNow();
    const cancel = this.#clock.after(HANG_UP_MS, () => this.#partNow());
    this.#partNow = () => {
      this.#partNow = () => {};
      cancel();
      peer.close();
    };
  }
}
