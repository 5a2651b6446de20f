import type { ScreenQuality } from "../../screen/screen_quality.ts";

/** What the presenter's page can ask for. */
export interface PresenterActions {
  /** Begins, goes on after a reload, or begins anew. */
  start(): void;
  /** Shows something else over the same link. */
  switchScreen(): void;
  pause(): void;
  resume(): void;
  stop(): void;
  setQuality(quality: ScreenQuality): void;
  /** Copies the link; `false` where the browser didn't let it. */
  copyLink(): Promise<boolean>;
  /** Opens the system's share sheet; left out where there is none. */
  shareLink?: (() => void) | undefined;
  retry(): void;
}
