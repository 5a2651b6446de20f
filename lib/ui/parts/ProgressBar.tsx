import { type ReadonlySignal, useComputed } from "@preact/signals";
import { formatBytes, formatPercent, formatRate, percentOf } from "./format.ts";
import { formatDuration } from "./format_duration.ts";
import type { CommonText, Localized } from "../i18n/catalogue.ts";
import { fill } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import type { Progress } from "../facts/transfer_facts.ts";

/** Props of {@linkcode ProgressBar}. */
export interface ProgressBarProps extends Localized {
  readonly progress: ReadonlySignal<Progress>;
  /** What all files have together, for the time before the first sample. */
  readonly totalBytes: number;
  /** Nothing is meant to move now. */
  readonly paused?: boolean;
  /** What moves, where it isn't the transfer as such. */
  readonly label?: string;
}

/**
 * How far a transfer is. Every number is a signal of its own in the page, so a sample changes a few
 * text nodes and renders nothing.
 */
export function ProgressBar(props: ProgressBarProps) {
  const { progress, totalBytes, text: { common }, language, paused = false } = props;
  const percent = useComputed(() => percentOf(progress.value.doneBytes, progress.value.totalBytes));
  const shown = useComputed(() => formatPercent(language, percent.value));
  // An SVG attribute, because a style attribute is forbidden by the page's security policy.
  const width = useComputed(() => `${share(progress.value).toFixed(2)}%`);
  const bytes = useComputed(() =>
    fill(common.bytesOf, {
      done: formatBytes(language, progress.value.doneBytes),
      total: formatBytes(language, progress.value.totalBytes || totalBytes),
    })
  );
  const rate = useComputed(() =>
    progress.value.bytesPerSecond > 0 ? formatRate(language, progress.value.bytesPerSecond) : ""
  );
  const left = useComputed(() => timeLeft(progress.value, common, language));
  const spoken = useComputed(() => `${shown.value}, ${left.value}`);
  const pausedAt = useComputed(() => `${shown.value}, ${common.paused}`);

  return (
    <div class="progress">
      <p class="progress-percent" translate={false} aria-hidden="true">{shown}</p>
      <div
        class="progress-bar"
        role="progressbar"
        aria-label={props.label ?? common.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={paused ? pausedAt : spoken}
      >
        <svg aria-hidden="true">
          <rect width={width} height="100%" />
        </svg>
      </div>
      <p class="progress-facts">
        <span>{bytes}</span>
        <span data-part="rate">{paused ? "" : rate}</span>
        <span data-part="time-left">{paused ? common.paused : left}</span>
      </p>
    </div>
  );
}

function share({ doneBytes, totalBytes }: Progress): number {
  return totalBytes === 0 ? 0 : Math.min(100, (doneBytes / totalBytes) * 100);
}

function timeLeft(progress: Progress, text: CommonText, language: Language): string {
  if (progress.totalBytes > 0 && progress.doneBytes >= progress.totalBytes) return text.finishing;
  if (progress.secondsLeft === undefined) return text.starting;
  return fill(text.timeLeft, { time: formatDuration(language, progress.secondsLeft) });
}
