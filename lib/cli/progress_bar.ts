import type { Progress } from "../ui/facts/transfer_facts.ts";
import type { Language } from "../ui/i18n/language.ts";
import { formatDuration } from "../ui/parts/format_duration.ts";
import { formatBytes, formatPercent, formatRate, percentOf } from "../ui/parts/format.ts";
import { fill } from "../ui/i18n/fill.ts";
import type { CliEvent } from "./cli_event.ts";
import { wordsOf } from "./event_text.ts";

/** How far one recipient is. */
export type ProgressEvent = Extract<CliEvent, { event: "progress" }>;

/** Cells of a bar where there is room, and below which there is none. */
const MOST_CELLS = 30;
const FEWEST_CELLS = 5;

/**
 * Percent, bytes, speed and time left, as far as they are known.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const event = { event: "progress", recipient: 1, doneBytes: 5e5, totalBytes: 1e6, bytesPerSecond: 0 } as const;
 * assert.equal(progressText(event, "en"), "50% 500 kB");
 * ```
 */
export function progressText(event: ProgressEvent, language: Language): string {
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } = event;
  const parts = [
    formatPercent(language, percentOf(doneBytes, totalBytes)),
    formatBytes(language, doneBytes),
  ];
  if (bytesPerSecond > 0) parts.push(formatRate(language, bytesPerSecond));
  if (secondsLeft !== undefined && doneBytes < totalBytes) {
    parts.push(fill(wordsOf(language).left, { time: formatDuration(language, secondsLeft) }));
  }
  return parts.join(" ");
}

/** One line for one recipient, never longer than the screen is wide: a line that wraps can't be drawn again. */
export function barLine(
  event: ProgressEvent,
  { columns, language, label }: {
    readonly columns: number;
    readonly language: Language;
    readonly label: string;
  },
): string {
  const text = `${label}${progressText(event, language)}`;
  const cells = Math.min(MOST_CELLS, columns - text.length - 4);
  if (cells < FEWEST_CELLS) return text.slice(0, Math.max(0, columns - 1));
  const percent = percentOf(event.doneBytes, event.totalBytes);
  const full = Math.floor(cells * percent / 100);
  return `[${"#".repeat(full)}${"-".repeat(cells - full)}] ${text}`;
}

/** What a sampler saw of one recipient. */
export function progressEvent(recipient: number, progress: Progress): ProgressEvent {
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  return {
    event: "progress",
    recipient,
    doneBytes,
    totalBytes,
    bytesPerSecond: Math.round(bytesPerSecond),
    ...(secondsLeft !== undefined && { secondsLeft: Math.round(secondsLeft) }),
  };
}
