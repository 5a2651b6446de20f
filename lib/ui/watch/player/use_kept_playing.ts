import { useEffect } from "preact/hooks";
import { catchUp } from "./catch_up.ts";
import { keepPlaying } from "./keep_playing.ts";
import type { ScreenPlayer } from "./use_screen_player.ts";

/** Keeps picture and sound playing, in the present, and has the page's buttons say where they don't. */
export function useKeptPlaying(player: ScreenPlayer): void {
  const { video, audio, isWanted, needsTap, isAudible, play } = player;
  useEffect(() => {
    const element = video.current;
    const speaker = audio.current;
    if (element === null || speaker === null) return;
    const listeners = new AbortController();
    const { signal } = listeners;
    document.addEventListener("visibilitychange", () => catchUp(element, play), { signal });
    keepPlaying({
      element,
      isWanted,
      onPlaying: (isPlaying) => needsTap.value = !isPlaying,
      signal,
    });
    keepPlaying({
      element: speaker,
      isWanted: () => isAudible.peek(),
      onPlaying: (isPlaying) => isAudible.value = isPlaying,
      signal,
    });
    return () => listeners.abort();
  }, []);
}
