/**
 * Whole numbers of four digits and more in threes: `1,106`. What stands behind a point stays.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(grouped("966 (850–1106)"), "966 (850–1,106)");
 * assert.equal(grouped("0.12345"), "0.12345");
 * ```
 */
export function grouped(text: string): string {
  return text.replace(/(?<![\d.])\d{4,}/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));
}
