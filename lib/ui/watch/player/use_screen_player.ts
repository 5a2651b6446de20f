import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { useListeners } from "../../parts/use_listeners.ts";

/** What {@linkcode useScreenPlayer} needs. */
export interface ScreenPlayerOptions {
  readonly picture: ReadonlySignal<MediaStream | undefined>;
  readonly sound: ReadonlySignal<MediaStream | undefined>;
  /** Whether there is a place for the picture: only there, the last one outlives its stream. */
  readonly shown: ReadonlySignal<boolean>;
  /** Called for every frame that was shown, where the browser tells. */
  readonly frameShown: (metadata: VideoFrameCallbackMetadata) => void;
}

/** What {@linkcode useScreenPlayer} returns. */
export interface ScreenPlayer {
  readonly video: RefObject<HTMLVideoElement>;
  /**
   * The sound has an element of its own: in one element a browser holds the picture back until the
   * sound that belongs to it is there.
   */
  readonly audio: RefObject<HTMLAudioElement>;
  /** A first frame has come. */
  readonly hasPicture: ReadonlySignal<boolean>;
  /** The picture goes on only after a tap, as on phones that save power, or once it was stopped. */
  readonly needsTap: Signal<boolean>;
  readonly isAudible: Signal<boolean>;
  /** Whether there is a picture to play. */
  readonly isWanted: () => boolean;
  readonly play: () => void;
  readonly toggleSound: () => void;
}

/** Owns the elements that show a screen and play its sound. */
export function useScreenPlayer(options: ScreenPlayerOptions): ScreenPlayer {
  const video = useRef<HTMLVideoElement>(null);
  const audio = useRef<HTMLAudioElement>(null);
  const hasPicture = useSignal(false);
  const needsTap = useSignal(false);
  const isAudible = useSignal(false);

  async function play(): Promise<void> {
    try {
      await video.current?.play();
      needsTap.value = false;
    } catch (error) {
      // Otherwise another stream took this one's place before it began, and plays itself.
      needsTap.value = error instanceof DOMException && error.name === "NotAllowedError";
    }
  }

  async function toggleSound(): Promise<void> {
    const element = audio.current;
    if (element === null) return;
    if (isAudible.value) {
      isAudible.value = false;
      element.srcObject = null;
      return;
    }
    element.srcObject = options.sound.peek() ?? null;
    try {
      await element.play();
      isAudible.value = true;
    } catch {
      element.srcObject = null; // The button stays where it was, and can be pressed again.
    }
  }

  useSignalEffect(() => {
    const element = video.current;
    const stream = options.picture.value;
    if (element === null) return;
    if (!options.shown.value) {
      element.srcObject = null;
      hasPicture.value = false;
    } else if (stream !== undefined) {
      element.srcObject = stream;
      play();
    } else {
      element.pause(); // Nothing comes any more; what came last is kept beside it.
    }
  });

  useSignalEffect(() => {
    const stream = options.sound.value;
    if (audio.current === null || !isAudible.peek() || stream === undefined) return;
    audio.current.srcObject = stream;
    audio.current.play().catch(() => isAudible.value = false);
  });

  useListeners((signal) => {
    const element = video.current;
    const speaker = audio.current;
    if (element === null) return;
    element.addEventListener("loadeddata", () => hasPicture.value = true, { signal });
    const stopFrames = watchFrames(element, options.frameShown);
    return () => {
      stopFrames();
      element.srcObject = null;
      if (speaker !== null) speaker.srcObject = null;
    };
  });

  return {
    video,
    audio,
    hasPicture,
    needsTap,
    isAudible,
    isWanted: () => options.shown.peek() && options.picture.peek() !== undefined,
    play,
    toggleSound,
  };
}

/** Reports every shown frame, without any rendering; Firefox before 132 doesn't tell. */
function watchFrames(
  video: HTMLVideoElement,
  frameShown: (metadata: VideoFrameCallbackMetadata) => void,
): () => void {
  if (!("requestVideoFrameCallback" in video)) return () => undefined;
  let handle = video.requestVideoFrameCallback(onFrame);
  function onFrame(_now: DOMHighResTimeStamp, metadata: VideoFrameCallbackMetadata): void {
    handle = video.requestVideoFrameCallback(onFrame);
    frameShown(metadata);
  }
  return () => video.cancelVideoFrameCallback(handle);
}
