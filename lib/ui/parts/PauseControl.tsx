import type { CommonText } from "../i18n/catalogue.ts";
import type { Side } from "../../transfer/state.ts";
import { Banner } from "./Banner.tsx";
import { pauseWords } from "./pause_words.ts";

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
