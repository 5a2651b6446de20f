/**
 * Makes something once, when it is first asked for; what failed is tried again by the next who asks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * let tries = 0;
 * const load = onceTried(() => ++tries > 1 ? Promise.resolve("it") : Promise.reject(new Error()));
 * await assert.rejects(load());
 * assert.deepEqual([await load(), await load(), tries], ["it", "it", 2]);
 * ```
 */
export function onceTried<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    if (made === undefined) {
      made = make();
      made.catch(() => made = undefined);
    }
    return made;
  };
}
