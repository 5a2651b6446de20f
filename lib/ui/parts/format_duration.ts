import type { Language } from "../i18n/language.ts";
import { formatUnit } from "./format.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A time span for people: its one or two largest units, rounded up, and coarser the longer it is, so
 * that it does not flicker.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatDuration("en", 130), "3 min");
 * assert.equal(formatDuration("en", 3_900), "1 hr 5 min");
 * ```
 */
export function formatDuration(language: Language, seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole <= 10) return formatUnit(language, whole, "second");
  if (whole <= 55) return formatUnit(language, roundUp(whole, 5), "second");
  if (whole <= 59 * MINUTE) {
    return formatUnit(language, Math.ceil(whole / MINUTE), "minute");
  }
  if (whole <= 23 * HOUR) {
    return formatPair(language, roundUp(whole, 5 * MINUTE), HOUR, "hour", MINUTE, "minute");
  }
  return formatPair(language, roundUp(whole, HOUR), DAY, "day", HOUR, "hour");
}

function formatPair(
  language: Language,
  seconds: number,
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): string {
  const rest = Math.floor((seconds % large) / small);
  const first = formatUnit(language, Math.floor(seconds / large), largeUnit);
  return rest === 0 ? first : `${first} ${formatUnit(language, rest, smallUnit)}`;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
