import type { FailureReason } from "../../protocol/failure.ts";
import type { Clock } from "../../base/clock.ts";
import { Heartbeat, type HeartbeatTick } from "./heartbeat.ts";

import { onShownAgain } from "../../browser/network_change.ts";
import { ASLEEP_MS, judgePeer, type SignalingView } from "./peer_verdict.ts";

/**
 * Ms between repairs of an interrupted connection. One repair takes up to 3.3 s at 30 % loss, and
 * starting over sooner would only undo the last.
 */
export const REPAIR_INTERVAL_MS = 10_000;

/** Ms between repairs of which the first helped: doubts come often where packets are lost. */
const NEXT_REPAIR_MS = 3_000;

/**
 * Ms after the beginning of a doubt in which being heard doesn't end it: what had arrived before is
 * still being told. A worker counts frames a few times a second.
 */
const ECHO_MS = 500;

/**
 * Ms between looks for the server while interrupted: its own patience grows to half a minute, and
 * without the server nobody can repair.
 */
const CHECK_INTERVAL_MS = 2_000;

/** What a {@linkcode PeerWatch} needs and tells. */
export interface PeerWatchOptions {
  readonly pc: RTCPeerConnection;
  readonly clock: Clock;
  /** Whether the connection is proven: from then on silence counts. */
  readonly isBound: () => boolean;
  /** Frames received so far over all lanes; a higher number than a second ago is a sign of life. */
  readonly framesReceived: () => number;
  /** Twice a second while bound. */
  readonly sendHeartbeat: () => void;
  /** Whatever was trusted may be dead, the way to the server too; told before a repair. */
  readonly onDoubt: () => void;
  readonly onInterrupted: () => void;
  readonly onRecovered: () => void;
  /** The peer is heard after a doubt, whether or not it became an interruption. */
  readonly onMended: () => void;
  /** Restart ICE, by a way that doesn't need the connection. */
  readonly repair: () => void;
  readonly onFailure: (reason: FailureReason) => void;
}

/**
 * Watches one connection: collects what {@linkcode judgePeer} wants to know, asks it after every
 * change and twice a second, and tells what changed.
 *
 * ```
 *        1.25 s silent, slept, network changed    2.5 s silent, ICE lost
 *   fine ──────────────────────────────▶ in doubt ──────────▶ interrupted ⟲ repair, every 10 s
 *     ▲                          repair ⟲   │                     │
 *     └────────────── heard ────────────────┴─────────────────────┤
 *                                       judged as failed ─────────┴──▶ over
 * ```
 */
export class PeerWatch {
  readonly #options: PeerWatchOptions;
  readonly #heartbeat: Heartbeat;
  #signaling: SignalingView = { open: true, refused: false, peerListed: true };
  /** When the last doubt that isn't over began. */
  #doubtedAt: number | undefined;
  #isInterrupted = false;
  #fellAsleep = false;
  #checkedAt = -Infinity;
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
    onShownAgain(() => this.#heartbeat.tickNow(), signal);
    this.#heartbeat.start();
  }

  /** The peer said something. */
  heard(): void {
    this.#heartbeat.heard();
    if (this.#isInterrupted) this.#judge();
  }

  /** Takes what the signaling client knows. */
  signalingChanged(view: SignalingView): void {
    const wasThere = this.#signaling.open && this.#signaling.peerListed;
    if (view.peerListed) this.#fellAsleep = false;
    else if (wasThere && view.open) this.#fellAsleep = this.#heartbeat.silentMs >= ASLEEP_MS;
    this.#signaling = view;
    this.#judge();
  }

  /** Repairs at once: the network changed, so the path is likely gone though nobody noticed yet. */
  repairNow(): void {
    this.#doubt();
    this.repairBegun();
    this.#options.repair();
  }

  /** A repair is under way, whoever began it. */
  repairBegun(): void {
    this.#repairedAt = this.#options.clock.now();
  }

  /** Whether the path is in doubt. */
  get isDoubted(): boolean {
    return this.#doubtedAt !== undefined;
  }

  /** Ms since the last repair began. */
  get sinceRepairMs(): number {
    return this.#options.clock.now() - this.#repairedAt;
  }

  #onTick({ slept }: HeartbeatTick): void {
    const { clock, isBound, framesReceived, sendHeartbeat } = this.#options;
    const frames = framesReceived();
    if (frames !== this.#framesSeen) this.#heartbeat.heard();
    this.#framesSeen = frames;
    if (slept) this.#connectingSince &&= clock.now();
    if (isBound()) {
      sendHeartbeat();
      // Who slept is likely elsewhere, or was given up by its router.
      if (slept) return this.repairNow();
    }
    this.#judge();
  }

  #judge(): void {
    const verdict = judgePeer({
      ...this.#signaling,
      silentMs: this.#heartbeat.silentMs,
      connectingMs: this.#connectingMs(),
      iceConnectionState: this.#options.pc.iceConnectionState,
      fellAsleep: this.#fellAsleep,
      everConnected: this.#options.isBound(),
    });
    switch (verdict.kind) {
      case "failed":
        return this.#options.onFailure(verdict.reason);
      case "interrupted":
        return this.#onInterrupted();
      case "doubtful":
        if (this.#doubtedAt === undefined && this.sinceRepairMs >= NEXT_REPAIR_MS) this.repairNow();
        return;
      case "ok":
        return this.#onFine();
    }
  }

  #onFine(): void {
    const isRecovered = this.#isInterrupted;
    this.#isInterrupted = false;
    if (isRecovered) this.#options.onRecovered();
    const heardAt = this.#options.clock.now() - this.#heartbeat.silentMs;
    if (this.#doubtedAt === undefined || heardAt <= this.#doubtedAt + ECHO_MS) return;
    this.#doubtedAt = undefined;
    this.#options.onMended();
  }

  #doubt(): void {
    this.#checkedAt = this.#options.clock.now();
    this.#doubtedAt ??= this.#checkedAt;
    this.#options.onDoubt();
  }

  #onInterrupted(): void {
    const isNew = !this.#isInterrupted;
    this.#isInterrupted = true;
    // The state before the repair: its offer has to know that the control channel is dead.
    if (isNew) this.#options.onInterrupted();
    // The doubt that came before has begun one; ICE may also have noticed first.
    const isSudden = isNew && this.#doubtedAt === undefined;
    const interval = isSudden ? NEXT_REPAIR_MS : REPAIR_INTERVAL_MS;
    if (this.sinceRepairMs >= interval) return this.repairNow();
    if (this.#options.clock.now() - this.#checkedAt >= CHECK_INTERVAL_MS) this.#doubt();
  }

  #connectingMs(): number {
    const { pc, clock } = this.#options;
    if (!pc.localDescription || !pc.remoteDescription) return 0;
    this.#connectingSince ??= clock.now();
    return clock.now() - this.#connectingSince;
  }
}
