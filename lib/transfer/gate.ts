/**
 * A gate at which to wait for news. Waiters look again after every {@linkcode Gate.notify}: the condition
 * they wait for lives with its owner, so a notification can't be lost between the look and the wait.
 *
 * @example
 * ```ts
 * const gate = new Gate();
 * let open = false;
 * const waited = (async () => {
 *   while (!open) await gate.wait();
 * })();
 * open = true;
 * gate.notify();
 * await waited;
 * ```
 */
export class Gate {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next notification. */
  wait(): Promise<void> {
    return this.#next.promise;
  }

  /** Wakes every waiter. */
  notify(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers<void>();
    resolve();
  }
}
