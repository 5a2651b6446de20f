import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { quantileOf } from "../stats.ts";
import { inParallel, openPair, type RelayClient } from "./relay_client.ts";

const HONEST_PAIRS = 20;

/** Ms between two messages of an honest pair: ten times what a pair says that keeps in touch. */
const HONEST_INTERVAL_MS = 100;

/** Pairs that keep talking while others attack. */
export class HonestPairs implements AsyncDisposable {
  /** Sockets that were lost. */
  disconnects = 0;
  #latencies: number[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #pairs: readonly (readonly [RelayClient, RelayClient])[] = [];

  /** Opens them, each by an address of its own where the server trusts what a proxy forwards. */
  static async start(server: AppServer): Promise<HonestPairs> {
    const honest = new HonestPairs();
    honest.#pairs = await inParallel(
      HONEST_PAIRS,
      10,
      (index) => openPair("product", server, `198.51.100.${index}`),
    );
    for (const [owner, guest] of honest.#pairs) {
      owner.onPayload = (sentAt) => honest.#latencies.push(performance.now() - Number(sentAt));
      owner.onClose = guest.onClose = () => honest.disconnects++;
    }
    honest.#timer = setInterval(() => {
      for (const [, guest] of honest.#pairs) guest.relay(`${performance.now()}`);
    }, HONEST_INTERVAL_MS);
    return honest;
  }

  /** Of the messages since it was last asked. */
  takeP99(): number {
    const p99 = quantileOf(this.#latencies, 0.99) ?? NaN;
    this.#latencies = [];
    return p99;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const client of this.#pairs.flat()) {
      client.onClose = () => {};
      client.socket.terminate();
    }
    await Promise.resolve();
  }
}
