import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useListeners } from "../../parts/use_listeners.ts";

/** iPhones give the whole screen to a video only, and by a name of their own. */
interface PhoneVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

/** What {@linkcode useFullscreen} returns. */
export interface Fullscreen {
  readonly active: ReadonlySignal<boolean>;
  readonly toggle: () => void;
}

/** Gives an element, or where only that is possible its video, the whole screen. */
export function useFullscreen(
  root: RefObject<HTMLElement>,
  video: RefObject<PhoneVideo>,
): Fullscreen {
  const active = useSignal(false);

  useListeners((signal) => {
    document.addEventListener("fullscreenchange", () => {
      active.value = document.fullscreenElement === root.current;
    }, { signal });
  });

  async function toggle(): Promise<void> {
    try {
      if (document.fullscreenElement !== null) await document.exitFullscreen();
      else if (document.fullscreenEnabled) await root.current?.requestFullscreen();
      else video.current?.webkitEnterFullscreen?.();
    } catch {
      // Refused, as in a frame that isn't allowed to: the picture stays where it is.
    }
  }

  return { active, toggle };
}
