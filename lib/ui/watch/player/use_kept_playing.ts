import { useEffect } from "preact/hooks";
import { keepPlaying } from "./keep_playing.ts";
import type { ScreenPlayer } from "./use_screen_player.ts";

/** Keeps picture and sound playing, and has the page's buttons say where they don't. */
export function useKeptPlaying(
  { video, audio, isWanted, needsTap, isAudible }: ScreenPlayer,
): void {
  useEffect(() => {
    const listeners = new AbortController();
    const { signal } = listeners;
    if (video.current !== null) {
      keepPlaying({
        element: video.current,
        isWanted,
        onPlaying: (isPlaying) => needsTap.value = !isPlaying,
        signal,
      });
    }
    if (audio.current !== null) {
      keepPlaying({
        element: audio.current,
        isWanted: () => isAudible.peek(),
        onPlaying: (isPlaying) => isAudible.value = isPlaying,
        signal,
      });
    }
    return () => listeners.abort();
  }, []);
}
