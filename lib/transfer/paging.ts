/**
 * Cuts a list into pages of bounded cost, so that no list makes a control message too long.
 *
 * @param cost what one item adds to its page
 * @param limit most cost of a page; an item that costs more has a page of its own
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...pages(["aa", "b", "cc"], (text) => text.length, 3)], [
 *   { first: 0, items: ["aa", "b"] },
 *   { first: 2, items: ["cc"] },
 * ]);
 * ```
 */
export function* pages<Item>(
  items: readonly Item[],
  cost: (item: Item) => number,
  limit: number,
): Generator<{ readonly first: number; readonly items: readonly Item[] }> {
  let first = 0;
  let spent = 0;
  for (const [index, item] of items.entries()) {
    const price = cost(item);
    if (index > first && spent + price > limit) {
      yield { first, items: items.slice(first, index) };
      first = index;
      spent = 0;
    }
    spent += price;
  }
  if (first < items.length) yield { first, items: items.slice(first) };
}
