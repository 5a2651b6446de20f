/** An object whose members are still unknown: what `JSON.parse` gives for `{…}`. */
export type UnknownRecord = { readonly [key: string]: unknown };

/**
 * Parses JSON text that has to be one object.
 *
 * @returns the object, or `undefined` where the text is no JSON or the value is no object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseJsonObject('{"type":"ping"}'), { type: "ping" });
 * assert.equal(parseJsonObject("[1]"), undefined);
 * assert.equal(parseJsonObject("{"), undefined);
 * ```
 */
export function parseJsonObject(text: string): UnknownRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Not JSON is one of the two answers this function exists to give.
  }
  return isRecord(value) ? value : undefined;
}

/** Whether a value is an object with members (not `null`, not an array). */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a string of at most `maxLength` UTF-16 units. */
export function isText(value: unknown, maxLength: number): value is string {
  return typeof value === "string" && value.length <= maxLength;
}

/** Whether a value is a whole number in `[min, max]`; the default maximum is 2^53 − 1. */
export function isCount(
  value: unknown,
  min = 0,
  max: number = Number.MAX_SAFE_INTEGER,
): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min &&
    (value as number) <= max;
}

/**
 * Reads a list of `min` to `max` items, each by its own parser.
 *
 * @returns the items, or `undefined` where it is no list, too short, too long, or an item is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const digit = (item: unknown) => isCount(item, 0, 9) ? item : undefined;
 * assert.deepEqual(parseList([1, 2], 1, 3, digit), [1, 2]);
 * assert.equal(parseList([1, 20], 1, 3, digit), undefined);
 * assert.equal(parseList([], 1, 3, digit), undefined);
 * ```
 */
export function parseList<Item>(
  value: unknown,
  min: number,
  max: number,
  parseItem: (item: unknown) => Item | undefined,
): Item[] | undefined {
  if (!Array.isArray(value) || !isCount(value.length, min, max)) return undefined;
  const items: Item[] = [];
  for (const entry of value) {
    const item = parseItem(entry);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
