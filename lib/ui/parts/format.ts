import type { Language } from "../i18n/language.ts";

// Decimal units: they are what "MB" means by the standard, what phones, macOS, Linux and disk makers
// show, and what Intl can write in every language. Windows alone divides by 1024, under the same name.
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;
const STEP = 1000;

/**
 * A size for people: three significant digits, in the unit that keeps the number short.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatBytes("en", 1_530_000), "1.53 MB");
 * assert.equal(formatBytes("en", 1), "1 byte");
 * ```
 */
export function formatBytes(language: Language, bytes: number): string {
  return formatScaled(language, bytes, "");
}

/** A speed for people, such as "24.1 MB/s". */
export function formatRate(language: Language, bytesPerSecond: number): string {
  return formatScaled(language, bytesPerSecond, "-per-second");
}

/** A share as a whole percentage, rounded down: 100 % is shown only when everything is there. */
export function percentOf(done: number, total: number): number {
  if (total <= 0) return 0;
  return Math.min(100, Math.max(0, Math.floor((done / total) * 100)));
}

/** A whole percentage as text: "42%" in English, "42 %" in Russian. */
export function formatPercent(language: Language, percent: number): string {
  return new Intl.NumberFormat(language, { style: "percent" }).format(percent / 100);
}

function formatScaled(
  language: Language,
  bytes: number,
  per: "" | "-per-second",
): string {
  let value = Math.max(0, bytes);
  let exponent = 0;
  // 999.5 would be rounded to 1,000 of this unit; one of the next is shorter.
  while (value >= STEP - 0.5 && exponent < UNITS.length - 1) {
    value /= STEP;
    exponent++;
  }
  const unit = UNITS[exponent] ?? "byte";
  // "5 байт" and "1 byte" read better than "5 Б" and "1 byte" in the short form of some languages.
  const unitDisplay = exponent === 0 && per === "" ? "long" : "short";
  return formatUnit(language, value, `${unit}${per}`, unitDisplay);
}

/** A number with its unit, as Intl names it. */
export function formatUnit(
  language: Language,
  value: number,
  unit: string,
  unitDisplay: "short" | "long" = "short",
): string {
  const key = `${language} ${unit} ${unitDisplay}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay,
      maximumSignificantDigits: 3,
    });
    formats.set(key, format);
  }
  return format.format(value);
}

// Making a formatter costs far more than using one, and a list may show a thousand sizes.
const formats = new Map<string, Intl.NumberFormat>();
