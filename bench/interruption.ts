const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Turns the wish to end the program into an aborted signal, so that everything that was started is
 * cleaned up on the way out. Asked a second time, the program ends at once.
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #onSignal = () => {
    this[Symbol.dispose]();
    this.#controller.abort(new DOMException("Interrupted", "AbortError"));
  };

  constructor() {
    for (const name of SIGNALS) Deno.addSignalListener(name, this.#onSignal);
  }

  /** Aborted when the program shall end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const name of SIGNALS) Deno.removeSignalListener(name, this.#onSignal);
  }
}
