import type { AppServer } from "../../lib/testing/servers/app_server.ts";

const INTERVAL_MS = 200;

/** Whoever waits longer isn't answered. */
const PATIENCE_MS = 10_000;

/** Asks a server again and again whether it is well, and keeps how long the slowest answer took. */
export class HealthWatch implements AsyncDisposable {
  slowestMs = 0;
  readonly #url: string;
  readonly #watching: Promise<void>;
  #isOver = false;

  constructor(server: AppServer) {
    this.#url = server.url("/healthz");
    this.#watching = this.#watch();
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      const askedAt = performance.now();
      const isWell = await this.#ask();
      const tookMs = isWell ? performance.now() - askedAt : Infinity;
      this.slowestMs = Math.max(this.slowestMs, tookMs);
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
  }

  async #ask(): Promise<boolean> {
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(PATIENCE_MS) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Not answered: what is measured.
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#watching;
  }
}
