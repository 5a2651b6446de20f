import { type BrowserName } from "../lib/testing/browsers/browser_name.ts";

/** Who sends and who receives. */
export interface ContestantPair {
  readonly from: BrowserName;
  readonly to: BrowserName;
}

/** `Chromium → Firefox`. */
export function pairLabel({ from, to }: ContestantPair): string {
  return `${capitalised(from)} → ${capitalised(to)}`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
