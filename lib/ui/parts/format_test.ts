import assert from "node:assert/strict";
import { formatBytes, formatPercent, formatRate, percentOf } from "./format.ts";
import { formatDuration } from "./format_duration.ts";

/** Intl puts no-break spaces into Russian numbers; to the reader they are spaces. */
function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, " ");
}

const SIZES: readonly [bytes: number, en: string, ru: string][] = [
  [0, "0 bytes", "0 байт"],
  [1, "1 byte", "1 байт"],
  [22, "22 bytes", "22 байта"],
  [999, "999 bytes", "999 байт"],
  [1_000, "1 kB", "1 кБ"],
  [999_499, "999 kB", "999 кБ"],
  [999_500, "1 MB", "1 МБ"],
  [1_530_000, "1.53 MB", "1,53 МБ"],
  [107_374_182_400, "107 GB", "107 ГБ"],
  [98_765_432_109_876, "98.8 TB", "98,8 ТБ"],
  [Number.MAX_SAFE_INTEGER, "9.01 PB", "9,01 ПБ"],
];

for (const [bytes, en, ru] of SIZES) {
  Deno.test(`formatBytes() writes ${bytes} as ${en} and ${ru}`, () => {
    assert.equal(plain(formatBytes("en", bytes)), en);
    assert.equal(plain(formatBytes("ru", bytes)), ru);
  });
}

Deno.test("formatBytes() shows a negative size as nothing instead of a minus", () => {
  assert.equal(formatBytes("en", -5), "0 bytes");
});

Deno.test("formatRate() writes a speed with its unit per second", () => {
  assert.equal(formatRate("en", 24_123_456), "24.1 MB/s");
  assert.match(plain(formatRate("ru", 24_123_456)), /^24,1 МБ\/.$/);
});

Deno.test("percentOf() says 100 only when everything is there", () => {
  assert.equal(percentOf(999_999, 1_000_000), 99);
  assert.equal(percentOf(1_000_000, 1_000_000), 100);
});

Deno.test("percentOf() stays between 0 and 100 whatever it is given", () => {
  assert.equal(percentOf(0, 0), 0);
  assert.equal(percentOf(-1, 10), 0);
  assert.equal(percentOf(11, 10), 100);
});

Deno.test("formatPercent() follows the language's spacing", () => {
  assert.equal(formatPercent("en", 42), "42%");
  assert.equal(plain(formatPercent("ru", 42)), "42 %");
});

const SPANS: readonly [seconds: number, en: string][] = [
  [0, "1 sec"],
  [9.2, "10 sec"],
  [11, "15 sec"],
  [55, "55 sec"],
  [56, "1 min"],
  [61, "2 min"],
  [3_540, "59 min"],
  [3_541, "1 hr"],
  [3_901, "1 hr 10 min"],
  [82_800, "23 hr"],
  [82_801, "1 day"],
  [100_000, "1 day 4 hr"],
  [10_000_000, "115 days 18 hr"],
];

for (const [seconds, en] of SPANS) {
  Deno.test(`formatDuration() writes ${seconds} s as ${en}`, () => {
    assert.equal(formatDuration("en", seconds), en);
  });
}

Deno.test("formatDuration() never grows while the time gets shorter", () => {
  const seen: string[] = [];
  for (let seconds = 100_000; seconds >= 0; seconds -= 7) {
    const text = formatDuration("en", seconds);
    if (seen.at(-1) !== text) seen.push(text);
  }
  assert.equal(new Set(seen).size, seen.length);
});
