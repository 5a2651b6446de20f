import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useListeners } from "../../parts/use_listeners.ts";

/** What {@linkcode usePictureInPicture} returns. */
export interface PictureInPicture {
  /** `false` until the page is alive, and in browsers without it. */
  readonly available: ReadonlySignal<boolean>;
  readonly active: ReadonlySignal<boolean>;
  readonly toggle: () => void;
}

/** Puts a video into a small window above all others, and back. */
export function usePictureInPicture(video: RefObject<HTMLVideoElement>): PictureInPicture {
  const available = useSignal(false);
  const active = useSignal(false);

  useListeners((signal) => {
    available.value = document.pictureInPictureEnabled ?? false;
    const element = video.current;
    element?.addEventListener("enterpictureinpicture", () => active.value = true, { signal });
    element?.addEventListener("leavepictureinpicture", () => active.value = false, { signal });
  });

  async function toggle(): Promise<void> {
    if (!available.value) return;
    try {
      if (active.value) await document.exitPictureInPicture();
      else await video.current?.requestPictureInPicture();
    } catch {
      // No picture yet, or refused: it stays on the page.
    }
  }

  return { available, active, toggle };
}
