import type { Side } from "../../transfer/state.ts";
import type { CommonText } from "../i18n/catalogue.ts";

/** Who paused, in a sentence; `undefined` where nobody did. */
export function pauseWords(pausedBy: ReadonlySet<Side>, text: CommonText): string | undefined {
  if (pausedBy.size === 2) return text.pausedBoth;
  if (pausedBy.has("here")) return text.pausedHere;
  return pausedBy.has("there") ? text.pausedThere : undefined;
}
