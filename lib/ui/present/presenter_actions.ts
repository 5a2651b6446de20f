import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { LinkActions } from "../parts/share_link.ts";

/** What the presenter's page can ask for. */
export interface PresenterActions extends LinkActions {
  /** Asks what to show and shows it, to viewers of before a reload too. In the task of a click. */
  start(): void;
  /** Asks for something else to show, and shows that to the same viewers. In the task of a click. */
  switchScreen(): void;
  /** Sends nothing until {@linkcode PresenterActions.resume}; viewers keep the last picture. */
  pause(): void;
  resume(): void;
  /** Ends it for everybody; the link is dead. */
  stop(): void;
  /** Hangs up on a viewer for good, which is told so. */
  removeViewer(number: number): void;
  setQuality(quality: ScreenQuality): void;
  retry(): void;
}
