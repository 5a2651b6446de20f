import type { CommonText } from "../i18n/catalogue.ts";
import type { Side } from "../../transfer/state.ts";
import { Banner } from "./Banner.tsx";
import { pauseWords } from "./pause_words.ts";
import { Action } from "./Action.tsx";

/** Props of {@linkcode PauseButton}. */
export interface PauseButtonProps {
  /** Whether this side pauses. */
  readonly paused: boolean;
  readonly text: Pick<CommonText, "pause" | "resume">;
  /** Whose transfer it is, where there are several. */
  readonly of?: string | undefined;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Pauses this side, or lets it go on. One button, so that the focus stays on it. */
export function PauseButton({ paused, text, of, pause, resume }: PauseButtonProps) {
  return (
    <Action
      name={paused ? "resume" : "pause"}
      look={paused ? "button" : "button-quiet"}
      run={paused ? resume : pause}
      of={of}
    >
      {paused ? text.resume : text.pause}
    </Action>
  );
}

/** Props of {@linkcode PauseNotice}. */
export interface PauseNoticeProps {
  readonly pausedBy: ReadonlySet<Side>;
  readonly text: CommonText;
}

/** Says who paused; nothing where nobody did. */
export function PauseNotice({ pausedBy, text }: PauseNoticeProps) {
  const words = pauseWords(pausedBy, text);
  return words === undefined ? null : <Banner tone="warn">{words}</Banner>;
}
