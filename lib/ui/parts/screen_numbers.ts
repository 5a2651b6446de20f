/**
 * The numbers of a shared screen, for people.
 * @module
 */
import { fill } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import type { ScreenCommonText } from "../i18n/catalogue.ts";

const BITS = [
  { from: 1e9, unit: "gigabit-per-second" },
  { from: 1e6, unit: "megabit-per-second" },
  { from: 1e3, unit: "kilobit-per-second" },
] as const;

/**
 * A bit rate, the measure in which networks are sold: two significant digits, because it never
 * stands still.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatBitRate("en", 4_230_000), "4.2 Mb/s");
 * assert.equal(formatBitRate("en", 950), "950 bit/s");
 * ```
 */
export function formatBitRate(language: Language, bitsPerSecond: number): string {
  const scale = BITS.find(({ from }) => bitsPerSecond >= from) ??
    { from: 1, unit: "bit-per-second" };
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: scale.unit,
    maximumSignificantDigits: 2,
  }).format(bitsPerSecond / scale.from);
}

/** A delay in whole milliseconds: "85 ms". */
export function formatMs(language: Language, ms: number): string {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: "millisecond",
    maximumFractionDigits: 0,
  }).format(Math.max(0, ms));
}

/** The size of a picture: "1920 × 1080". */
export function formatSize(
  text: Pick<ScreenCommonText, "size">,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  return fill(text.size, { width, height });
}

/** A frame rate: "30 fps". */
export function formatFrameRate(
  language: Language,
  text: Pick<ScreenCommonText, "frameRate">,
  framesPerSecond: number,
): string {
  const rate = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  return fill(text.frameRate, { rate: rate.format(framesPerSecond) });
}

/** A share of something, in percent with one digit: "0.3%". */
export function formatShare(language: Language, percent: number): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 })
    .format(percent / 100);
}
