/**
 * A day of this place's own calendar, for a file's name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(localDay(new Date(2026, 10, 3)), "2026-11-03");
 * ```
 */
export function localDay(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
}

/** Its time to the second, without what a file's name can't have: `15.04.05`. */
export function localTime(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(".");
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}
