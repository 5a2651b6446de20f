import type { Clock } from "./clock.ts";

/**
 * One task at a time that is to be done later; what is set next takes the place of what was set last.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const timer = new OneTimer({ after: (_ms, _task) => () => {} });
 * timer.set(6_000, () => assert.fail("cancelled"));
 * timer.cancel();
 * ```
 */
export class OneTimer {
  readonly #clock: Pick<Clock, "after">;
  #cancel = () => {};

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** Does a task after `ms`, and what was set before no more. */
  set(ms: number, task: () => void): void {
    this.cancel();
    this.#cancel = this.#clock.after(ms, task);
  }

  /** Does nothing any more; idempotent. */
  cancel(): void {
    this.#cancel();
  }
}
