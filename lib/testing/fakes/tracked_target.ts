/** A fake's event target that knows whether the code under test left a listener behind. */
export class TrackedTarget extends EventTarget {
  readonly #signals: (AbortSignal | undefined)[] = [];

  /** Whether every listener was added with a signal, and each signal is aborted. */
  get isReleased(): boolean {
    return this.#signals.every((signal) => signal?.aborted);
  }

  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions,
  ): void {
    this.#signals.push(options?.signal);
    super.addEventListener(type, listener, options);
  }
}
