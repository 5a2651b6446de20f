import type { Clock } from "../base/clock.ts";
import { OneTimer } from "../base/one_timer.ts";

/**
 * Ms for which a muted picture may still be a still one. A browser that mutes where nothing moves, as
 * Chromium did after 25 frames' time, takes that long again to see the frame that was asked for: 1.7 s
 * at 15 frames a second, and twice that leaves a busy machine some room.
 */
const STILL_FOR_MS = 4_000;

/** What a {@linkcode HeldWatch} needs and tells. */
export interface HeldWatchOptions {
  readonly video: MediaStreamTrack;
  readonly clock: Pick<Clock, "after">;
  /** The system holds the picture back, or does so no longer. */
  readonly onHeld: (held: boolean) => void;
  /** Has the source deliver a frame, though nothing moved; answers how to end that. */
  readonly askForFrame?: (video: MediaStreamTrack) => () => void;
}

/**
 * Tells a picture that the system holds back from one on which nothing moves: of both, the track is
 * muted. A still picture has a frame to give when it is asked for one; a minimised window and a locked
 * screen have none.
 *
 * ```
 * moving ──mute──▶ asked ──4 s──▶ held
 *   ▲                │             │
 *   └──── unmute ────┴─────────────┘
 * ```
 */
export class HeldWatch {
  readonly #timer: OneTimer;
  readonly #listeners = new AbortController();
  #endAsking = () => {};

  constructor({ video, clock, onHeld, askForFrame = attachSink }: HeldWatchOptions) {
    this.#timer = new OneTimer(clock);
    const { signal } = this.#listeners;
    let isHeld = false;
    video.addEventListener("mute", () => {
      if (isHeld) return;
      this.#settle();
      this.#endAsking = askForFrame(video);
      this.#timer.set(STILL_FOR_MS, () => {
        this.#settle();
        onHeld(isHeld = true);
      });
    }, { signal });
    video.addEventListener("unmute", () => {
      this.#settle();
      if (isHeld) onHeld(isHeld = false);
    }, { signal });
  }

  /** Tells nothing any more; idempotent. */
  stop(): void {
    this.#listeners.abort();
    this.#settle();
  }

  #settle(): void {
    this.#timer.cancel();
    this.#endAsking();
    this.#endAsking = () => {};
  }
}

/** Whoever begins to take a track's frames gets one at once: Chromium asks the source for it. */
function attachSink(video: MediaStreamTrack): () => void {
  const sink = document.createElement("video");
  sink.muted = true;
  sink.srcObject = new MediaStream([video]);
  sink.play().catch(() => undefined); // Ended before it began.
  return () => sink.srcObject = null;
}
