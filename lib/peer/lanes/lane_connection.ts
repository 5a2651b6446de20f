import type { FailureReason } from "../../protocol/failure.ts";
import type { UnknownRecord } from "../../protocol/parse.ts";
import type { Clock } from "../../base/clock.ts";
import { BULK_CHANNEL, type CreateLane, type LaneHandle } from "./lane_handle.ts";
import { CONNECT_MS } from "../health/peer_verdict.ts";
import { PerfectNegotiation } from "../negotiation/perfect_negotiation.ts";
import { receivedBytesOf } from "../health/received_bytes.ts";
import type { SignalPayload } from "../negotiation/signal_payload.ts";

/**
 * The way of a lane's negotiation: the proven control channel, or the server while that channel waits
 * for SCTP to try again.
 */
export type LaneRoute = "control" | "server";

/** What a {@linkcode LaneConnection} needs and tells. */
export interface LaneConnectionOptions {
  /** A new one; it is closed with the lane. */
  readonly pc: RTCPeerConnection;
  /** The number of the connection's only offer. */
  readonly revision: number;
  readonly clock: Clock;
  readonly createLane: CreateLane;
  /** The way that all of its negotiation takes. */
  readonly route: LaneRoute;
  /** Takes it to the peer by that way. */
  readonly send: (payload: SignalPayload) => void;
  /** The lane exists and isn't open yet; called in the task that made its channel. */
  readonly onLane: (lane: LaneHandle) => void;
  /** It couldn't connect, or was lost: everything is closed already. Called at most once. */
  readonly onGone: () => void;
  /** The peer lied. */
  readonly onFailure: (reason: FailureReason) => void;
}

/**
 * The connection of one further lane: one offer, one answer, one bulk channel (design: "Moving
 * bytes").
 *
 * ```
 *            offer() / receive(offer)          connected
 *   made ─────────────────────────▶ connecting ─────────▶ open
 *    │            none within 20 s, refused  │              │ ICE failed, channel closed
 *    └──────────────── close() ──────────────┴──────────────┴──▶ gone
 * ```
 *
 * It needs no bind of its own. The proof of lane 0 exists because its descriptions cross the server;
 * the {@linkcode LaneSet} takes only such that name the certificate which the peer has proven on lane 0,
 * whichever way they came, and the browser refuses every other certificate.
 *
 * There is no ICE restart and no resending: `disconnected` is waited out, and a connection that
 * failed is given up, since the blocks it lost go over other lanes and a new one is as quick to make.
 * Where lane 0 had to be mended, {@linkcode LaneSet.renew} sees to the others.
 */
export class LaneConnection {
  readonly #options: LaneConnectionOptions;
  readonly #listeners = new AbortController();
  readonly #negotiation: PerfectNegotiation;
  readonly #cancelDeadline: () => void;
  #lane: LaneHandle | undefined;

  constructor(options: LaneConnectionOptions) {
    const { pc, clock, revision, route, send, onFailure } = options;
    this.#options = options;
    this.#negotiation = new PerfectNegotiation({
      pc,
      polite: true, // It decides nothing: only the owner ever offers.
      firstRevision: revision,
      send,
      onRemoteOffer: () => this.#createChannel(),
      onFailure: (error) => {
        // A browser may refuse what is right, for want of memory or of sockets: one lane less. And
        // what crossed the server needn't have been the peer.
        error.cause === undefined && route === "control" ? onFailure(error.reason) : this.#drop();
      },
    });
    const { signal } = this.#listeners;
    pc.addEventListener("connectionstatechange", () => this.#onConnectionState(), { signal });
    this.#cancelDeadline = clock.after(CONNECT_MS, () => this.#drop());
  }

  /** Frames received over this lane. */
  get received(): number {
    return this.#lane?.received ?? 0;
  }

  /** The way that its negotiation takes. */
  get route(): LaneRoute {
    return this.#options.route;
  }

  /** Bytes that its connection has taken in; `undefined` where nobody can tell. */
  receivedBytes(): Promise<number | undefined> {
    return receivedBytesOf(this.#options.pc);
  }

  /** Makes the channel, and with it the offer. The other end is made by {@linkcode receive}. */
  offer(): void {
    this.#createChannel();
  }

  /** Takes what the peer's end sent. It may be anything. */
  receive(payload: UnknownRecord): void {
    this.#negotiation.receive(payload);
  }

  /** Closes everything; nothing is told or sent afterwards. Idempotent. */
  close(): void {
    if (this.#isOver) return;
    this.#listeners.abort();
    this.#cancelDeadline();
    this.#negotiation.close();
    this.#lane?.close();
    this.#options.pc.close();
  }

  get #isOver(): boolean {
    return this.#listeners.signal.aborted;
  }

  #createChannel(): void {
    if (this.#isOver) return;
    const { pc, createLane, onLane, onFailure } = this.#options;
    this.#lane = createLane({
      channel: pc.createDataChannel("bulk", BULK_CHANNEL),
      maxMessageSize: () => pc.sctp?.maxMessageSize,
      onViolation: () => {
        if (!this.#isOver) onFailure("protocol-error");
      },
      onClose: () => this.#drop(),
    });
    onLane(this.#lane);
  }

  #onConnectionState(): void {
    const { connectionState } = this.#options.pc;
    if (connectionState === "connected") this.#cancelDeadline();
    else if (connectionState === "failed") this.#drop();
  }

  #drop(): void {
    if (this.#isOver) return;
    this.close();
    this.#options.onGone();
  }
}
