import type { FailureReason } from "../protocol/failure.ts";
import type { Clock } from "../transfer/ports.ts";
import { Heartbeat, type HeartbeatTick } from "./heartbeat.ts";
import type { SignalingView } from "./peer_state.ts";
import { judgePeer } from "./peer_verdict.ts";

/**
 * Ms between repairs of an interrupted connection. One repair takes up to 3.3 s at 30 % loss, and
 * starting over sooner would only undo the last.
 */
export const REPAIR_INTERVAL_MS = 10_000;

/** What a {@linkcode PeerWatch} needs and tells. */
export interface PeerWatchOptions {
  readonly pc: RTCPeerConnection;
  readonly clock: Clock;
  /** Whether the connection is proven: from then on silence counts. */
  readonly isBound: () => boolean;
  /** Frames received so far over all lanes; a higher number than a second ago is a sign of life. */
  readonly framesReceived: () => number;
  /** Once a second while bound. */
  readonly sendHeartbeat: () => void;
  readonly onInterrupted: () => void;
  readonly onRecovered: () => void;
  /** Restart ICE, by a way that doesn't need the connection. */
  readonly repair: () => void;
  readonly onFailure: (reason: FailureReason) => void;
}

/**
 * Watches one connection: collects what {@linkcode judgePeer} wants to know, asks it after every
 * change and once a second, and tells what changed.
 *
 * ```
 *           2 heartbeats missed, ICE lost
 *   fine ─────────────────────────────────▶ interrupted ⟲ repair, again every 10 s
 *     ▲ ◀───────────── heard ─────────────────┘   │
 *     └────── judged as failed ───────────────────┴──▶ over
 * ```
 */
export class PeerWatch {
  readonly #options: PeerWatchOptions;
  readonly #heartbeat: Heartbeat;
  #signaling: SignalingView = { open: true, refused: false, peerListed: true };
  #isInterrupted = false;
  #connectingSince: number | undefined;
  #repairedAt = -Infinity;
  #framesSeen = 0;

  constructor(options: PeerWatchOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat(options.clock, (tick) => this.#onTick(tick));
  }

  /** What the signaling client last said. */
  get signaling(): SignalingView {
    return this.#signaling;
  }

  /** Watches until the signal is aborted. */
  start(signal: AbortSignal): void {
    const { pc } = this.#options;
    pc.addEventListener("iceconnectionstatechange", () => this.#judge(), { signal });
    signal.addEventListener("abort", () => this.#heartbeat.stop(), { once: true });
    this.#heartbeat.start();
  }

  /** The peer said something. */
  heard(): void {
    this.#heartbeat.heard();
    if (this.#isInterrupted) this.#judge();
  }

  /** Takes what the signaling client knows. */
  signalingChanged(view: SignalingView): void {
    this.#signaling = view;
    this.#judge();
  }

  /** Repairs at once: the network changed, so the path is likely gone though nobody noticed yet. */
  repairNow(): void {
    this.#repairedAt = this.#options.clock.now();
    this.#options.repair();
  }

  #onTick({ slept }: HeartbeatTick): void {
    const { clock, isBound, framesReceived, sendHeartbeat } = this.#options;
    const frames = framesReceived();
    if (frames !== this.#framesSeen) this.#heartbeat.heard();
    this.#framesSeen = frames;
    if (slept) this.#connectingSince &&= clock.now();
    if (isBound()) sendHeartbeat();
    this.#judge();
  }

  #judge(): void {
    const { open, refused, peerListed } = this.#signaling;
    const everConnected = this.#options.isBound();
    const verdict = judgePeer({
      silentMs: this.#heartbeat.silentMs,
      connectingMs: this.#connectingMs(),
      iceConnectionState: this.#options.pc.iceConnectionState,
      signaling: open ? "open" : "down",
      refused,
      peerListed,
      everConnected,
    });
    switch (verdict.kind) {
      case "failed":
        return this.#options.onFailure(verdict.reason);
      case "interrupted":
        return this.#onInterrupted();
      case "ok":
        if (!this.#isInterrupted) return;
        this.#isInterrupted = false;
        return this.#options.onRecovered();
    }
  }

  #onInterrupted(): void {
    const isNew = !this.#isInterrupted;
    this.#isInterrupted = true;
    // The state before the repair: its offer has to know that the control channel is dead.
    if (isNew) this.#options.onInterrupted();
    const sinceRepair = this.#options.clock.now() - this.#repairedAt;
    if (isNew || sinceRepair >= REPAIR_INTERVAL_MS) this.repairNow();
  }

  #connectingMs(): number {
    const { pc, clock } = this.#options;
    if (!pc.localDescription || !pc.remoteDescription) return 0;
    this.#connectingSince ??= clock.now();
    return clock.now() - this.#connectingSince;
  }
}
