import type { CommonText } from "../i18n/catalogue.ts";
import type { Side } from "../../transfer/state.ts";
import { Banner } from "./Banner.tsx";

/** Props of {@linkcode PauseButton}. */
export interface PauseButtonProps {
  readonly pausedBy: ReadonlySet<Side>;
  readonly text: CommonText;
  /** Whose transfer it is, where there are several. */
  readonly of?: string | undefined;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Pauses this side, or lets it go on. One button, so that the focus stays on it. */
export function PauseButton({ pausedBy, text, of, pause, resume }: PauseButtonProps) {
  const paused = pausedBy.has("here");
  return (
    <button
      type="button"
      class={paused ? "button" : "button-quiet"}
      data-action={paused ? "resume" : "pause"}
      onClick={paused ? resume : pause}
    >
      {paused ? text.resume : text.pause}
      {of !== undefined && <span class="visually-hidden">, {of}</span>}
    </button>
  );
}

/** Says who paused; nothing where nobody did. */
export function PauseNotice({ pausedBy, text }: Pick<PauseButtonProps, "pausedBy" | "text">) {
  const words = pauseWords(pausedBy, text);
  return words === undefined ? null : <Banner tone="warn">{words}</Banner>;
}

/** Who paused, in a sentence; `undefined` where nobody did. */
export function pauseWords(pausedBy: ReadonlySet<Side>, text: CommonText): string | undefined {
  if (pausedBy.size === 2) return text.pausedBoth;
  if (pausedBy.has("here")) return text.pausedHere;
  return pausedBy.has("there") ? text.pausedThere : undefined;
}
