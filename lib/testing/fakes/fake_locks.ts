/** The locks of one browser: as much of `LockManager` as pages use, shared by all that get it. */
export class FakeLocks implements Pick<LockManager, "request"> {
  /** How many wait for a lock that another holds. */
  waiting = 0;
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #robbed = new Map<string, () => void>();

  request(name: string, ...rest: unknown[]): Promise<never> {
    const callback = rest.at(-1) as () => Promise<unknown>;
    return this.#request(name, rest[0] as LockOptions, callback) as Promise<never>;
  }

  async #request(name: string, how: LockOptions, callback: () => Promise<unknown>): Promise<void> {
    if (how.steal) this.#robbed.get(name)?.();
    else {
      this.waiting++;
      await Promise.race([this.#tails.get(name), rejectedBy(how.signal)])
        .finally(() => this.waiting--);
    }
    const robbed = new Promise<never>((_, reject) =>
      this.#robbed.set(name, () => reject(new DOMException("stolen", "AbortError")))
    );
    const held = Promise.race([callback(), robbed]);
    this.#tails.set(name, held.catch(() => undefined));
    await held;
  }
}

function rejectedBy(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
  );
}
