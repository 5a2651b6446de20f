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
  // No `Promise.withResolvers`, which Node has from 22 on only.
  #wake: () => void = () => {};
  #next = this.#nextNews();

  /** Resolves at the next notification. */
  wait(): Promise<void> {
    return this.#next;
  }

  /** Wakes every waiter. */
  notify(): void {
    const wake = this.#wake;
    this.#next = this.#nextNews();
    wake();
  }

  #nextNews(): Promise<void> {
    return new Promise((resolve) => this.#wake = resolve);
  }
}
