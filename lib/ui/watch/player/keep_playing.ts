/**
 * Ms in which a second pause is no accident: somebody insists on it with a media key or in a small
 * window, or the browser does. Then a button is the way back.
 */
const INSISTENT_MS = 1_000;

/** What {@linkcode keepPlaying} needs and tells. */
export interface KeptPlaying {
  readonly element: HTMLMediaElement;
  /** Whether the page itself would have it play just now. */
  readonly isWanted: () => boolean;
  /** It plays, or was stopped from outside and doesn't go on by itself. */
  readonly onPlaying: (isPlaying: boolean) => void;
  /** Ends it; nothing is told afterwards. */
  readonly signal: AbortSignal;
  /** Tells that the page is seen again. @default {document} */
  readonly page?: EventTarget;
  /** @default {performance.now()} */
  readonly now?: () => number;
}

/**
 * Has an element play on that was paused from outside: an iPhone's full screen pauses it when it is
 * left, as do media keys, a small window's button and a browser that hides the page. What is live can't
 * be paused, only missed.
 */
export function keepPlaying(options: KeptPlaying): void {
  const { element, isWanted, onPlaying, signal, page = document } = options;
  const { now = () => performance.now() } = options;
  let playedOnAt = -Infinity;

  async function playOn(): Promise<void> {
    if (!element.paused || !isWanted()) return;
    if (now() - playedOnAt < INSISTENT_MS) return onPlaying(false);
    playedOnAt = now();
    try {
      await element.play();
    } catch {
      // Refused, or paused again before it began.
      if (element.paused && isWanted() && !signal.aborted) onPlaying(false);
    }
  }

  function playAnew(): void {
    playedOnAt = -Infinity;
    playOn();
  }

  element.addEventListener("pause", playOn, { signal });
  element.addEventListener("playing", () => onPlaying(true), { signal });
  // While these last, Safari takes back whatever plays on.
  element.addEventListener("webkitendfullscreen", playAnew, { signal });
  page.addEventListener("visibilitychange", playAnew, { signal });
}
