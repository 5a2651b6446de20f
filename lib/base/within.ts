import type { Clock } from "./clock.ts";

/**
 * A promise's value, or `undefined` where it takes longer than `ms`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
import * const clock = {
 *   now: () => performance.now(),
 *   after(ms: number, callback: () => void) {
 *     const timer = setTimeout(callback, ms);
 *     return () => clearTimeout(timer);
 *   },
 * };
 * assert.equal(await within(clock, 1000, Promise.resolve(1)), 1);
 * assert.equal(await within(clock, 0, new Promise(() => {})), undefined);
 * ```
 */
export async function within<Value>(
  clock: Clock,
  ms: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(ms, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
