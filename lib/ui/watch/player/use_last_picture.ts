import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { useListeners } from "../../parts/use_listeners.ts";

/** How much of the past the kept picture may be. */
const COPY_MS = 1_000;

/** What {@linkcode useLastPicture} returns. */
export interface LastPicture {
  readonly canvas: RefObject<HTMLCanvasElement>;
  /** Whether the canvas stands in for a video that has nothing to show. */
  readonly kept: ReadonlySignal<boolean>;
}

/**
 * Keeps what a video showed last beyond the end of its stream. Chromium paints a black frame when the
 * other side's DTLS closes, and does so before any event could halt the element: so the picture is
 * copied while there is one, once a second and only where it changed.
 *
 * @param shown whether there is a place for a picture; without one the copy is dropped
 */
export function useLastPicture(
  video: RefObject<HTMLVideoElement>,
  picture: ReadonlySignal<MediaStream | undefined>,
  shown: ReadonlySignal<boolean>,
): LastPicture {
  const canvas = useRef<HTMLCanvasElement>(null);
  const kept = useSignal(false);

  useSignalEffect(() => {
    const copy = canvas.current;
    if (copy === null) return;
    if (!shown.value) {
      kept.value = false;
      Object.assign(copy, { width: 0, height: 0 }); // Which frees its memory.
    } else if (picture.value === undefined) kept.value = copy.width > 0;
  });

  useListeners((signal) => {
    const element = video.current;
    const copy = canvas.current;
    if (element === null || copy === null) return;
    let copiedFrames = 0;

    function keep(): void {
      const track = picture.peek()?.getVideoTracks()[0];
      const isLive = track?.readyState === "live" && !track.muted;
      if (!isLive || !element || !copy || element.readyState < element.HAVE_CURRENT_DATA) return;
      const { totalVideoFrames } = element.getVideoPlaybackQuality();
      if (totalVideoFrames === copiedFrames) return;
      copiedFrames = totalVideoFrames;
      const { videoWidth: width, videoHeight: height } = element;
      // Setting a size clears and allocates.
      if (copy.width !== width || copy.height !== height) Object.assign(copy, { width, height });
      copy.getContext("2d")?.drawImage(element, 0, 0);
    }

    element.addEventListener("loadeddata", () => {
      kept.value = false;
      keep();
    }, { signal });
    const timer = setInterval(keep, COPY_MS);
    return () => clearInterval(timer);
  });

  return { canvas, kept };
}
