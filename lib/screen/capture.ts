import type { Clock } from "../base/clock.ts";
import { FailureError } from "../protocol/failure.ts";
import { HeldWatch } from "./held_watch.ts";
import type { CapturedSurface } from "./screen_facts.ts";
import type { ScreenQuality } from "./screen_quality.ts";

/** What a capture tells while it runs. */
export interface CaptureEvents {
  /** Ended from outside: the browser's own bar, a closed window, a lost permission. Told once. */
  readonly onEnded: () => void;
  /** The system holds the picture back, as behind a locked screen, or does so no longer. */
  readonly onHeld: (held: boolean) => void;
}

/** How a screen is captured. */
export interface CaptureSettings {
  readonly clock: Pick<Clock, "after">;
  /** Whether to ask for its sound too. */
  readonly withSound: boolean;
}

/** The members of `DisplayMediaStreamOptions` that the DOM types don't know yet. */
interface CaptureOptions extends DisplayMediaStreamOptions {
  readonly controller?: unknown;
  readonly selfBrowserSurface?: "include" | "exclude";
  readonly surfaceSwitching?: "include" | "exclude";
  readonly systemAudio?: "include" | "exclude";
}

/** Sound of a screen is music and voices as they are, not a microphone to be cleaned up. */
const SOUND_AS_IT_IS: MediaTrackConstraints = {
  channelCount: 2,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** A screen, window or tab that is being captured. */
export class ScreenCapture {
  readonly video: MediaStreamTrack;
  /** Its sound, where the browser offers that and the presenter let it. */
  readonly audio: MediaStreamTrack | undefined;
  readonly #listeners = new AbortController();
  readonly #heldWatch: HeldWatch;

  /** @param stream what `getDisplayMedia()` gave: one video track, perhaps one of audio */
  constructor(stream: MediaStream, events: CaptureEvents, clock: Pick<Clock, "after">) {
    const [video] = stream.getVideoTracks();
    if (!video) throw new FailureError("capture-failed", "Cannot capture: there is no picture");
    this.video = video;
    [this.audio] = stream.getAudioTracks();
    const { signal } = this.#listeners;
    video.addEventListener("ended", () => {
      this.stop();
      events.onEnded();
    }, { signal });
    this.#heldWatch = new HeldWatch({ video, clock, onHeld: (held) => events.onHeld(held) });
  }

  /** What the presenter picked. */
  get surface(): CapturedSurface {
    const { displaySurface } = this.video.getSettings();
    const isKnown = displaySurface === "monitor" || displaySurface === "window" ||
      displaySurface === "browser";
    return isKnown ? displaySurface : undefined;
  }

  /** Captures at most so many frames a second from now on. */
  async limitFrameRate(frameRate: number): Promise<void> {
    await this.video.applyConstraints(frameRateOf(frameRate));
  }

  /** Ends the capture; nothing is told afterwards. Idempotent. */
  stop(): void {
    this.#listeners.abort();
    this.#heldWatch.stop();
    this.video.stop();
    this.audio?.stop();
  }
}

/**
 * Has the browser ask the presenter what to show (W3C screen-capture §5.1). To be called in the task
 * of their click, or the browser refuses.
 *
 * @throws {FailureError} `no-capture` where the browser can't, `capture-refused` where the presenter
 * or a policy said no, `capture-failed` where the system couldn't, `sound-failed` where it couldn't
 * capture the sound.
 */
export async function captureScreen(
  { frameRate }: ScreenQuality,
  events: CaptureEvents,
  { clock, withSound }: CaptureSettings,
): Promise<ScreenCapture> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (typeof devices?.getDisplayMedia !== "function") {
    throw new FailureError("no-capture", "Cannot capture: this browser has no getDisplayMedia");
  }
  const options: CaptureOptions = {
    // The cap belongs here: applied later, Chromium goes on capturing at 30 and drops frames, or
    // never gets to 60. It also sets by how much Chromium delays a screen's frames: one interval.
    video: frameRateOf(frameRate),
    audio: withSound && SOUND_AS_IT_IS,
    selfBrowserSurface: "exclude",
    surfaceSwitching: "include",
    systemAudio: withSound ? "include" : "exclude",
    ...keptFocus(),
  };
  try {
    return new ScreenCapture(await devices.getDisplayMedia(options), events, clock);
  } catch (error) {
    throw captureFailure(error, withSound);
  }
}

function frameRateOf(frameRate: number): MediaTrackConstraints {
  return { frameRate: { ideal: frameRate, max: frameRate } };
}

/** The link is copied from this page next, so focus stays here (W3C conditional focus). */
function keptFocus(): { readonly controller?: unknown } {
  const { CaptureController } = globalThis as {
    CaptureController?: new () => { setFocusBehavior?(behavior: "no-focus-change"): void };
  };
  if (!CaptureController) return {};
  const controller = new CaptureController();
  controller.setFocusBehavior?.("no-focus-change");
  return { controller };
}

function captureFailure(cause: unknown, withSound: boolean): FailureError {
  if (cause instanceof FailureError) return cause;
  const { name, message } = cause instanceof DOMException ? cause : { name: "", message: "" };
  if (withSound && isOfSound(name, message)) {
    return new FailureError("sound-failed", `Cannot capture the sound: ${message}`, { cause });
  }
  // InvalidStateError: not in the task of a click, which to the presenter is the same: click again.
  const isRefused = name === "NotAllowedError" || name === "InvalidStateError";
  const reason = isRefused ? "capture-refused" : "capture-failed";
  return new FailureError(reason, `Cannot capture: ${name || String(cause)}`, { cause });
}

/**
 * Whether the source that couldn't be started is the sound's. One of two that fails fails both, and only
 * the message says which, as Chromium's "Could not start audio source" does.
 */
function isOfSound(name: string, message: string): boolean {
  return (name === "NotReadableError" || name === "AbortError") && /audio|sound/i.test(message);
}
