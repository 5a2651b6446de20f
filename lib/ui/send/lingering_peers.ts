import type { PeerSession } from "../../peer/peer_session.ts";
import type { Clock } from "../../base/clock.ts";

/** How long a peer that was told why it ends may take to hang up before this side does. */
const HANG_UP_MS = 5_000;

/** Peers that were told why it ends, and have time to read it. */
export class LingeringPeers {
  readonly #clock: Clock;
  readonly #timers = new Map<PeerSession, () => void>();
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Hangs up on a peer once it had the time to read why. */
  add(peer: PeerSession): void {
    this.#timers.set(peer, this.#clock.after(HANG_UP_MS, () => this.#hangUp(peer)));
  }

  /** A peer hung up by itself. */
  over(peer: PeerSession): void {
    const cancel = this.#timers.get(peer);
    if (!cancel) return;
    cancel();
    this.#timers.delete(peer);
    if (this.#timers.size > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Hangs up on all of them at once. */
  now(): void {
    for (const peer of [...this.#timers.keys()]) this.#hangUp(peer);
  }

  /** Resolves when none is left. */
  all(): Promise<void> {
    if (this.#timers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #hangUp(peer: PeerSession): void {
    this.over(peer);
    peer.close();
  }
}
