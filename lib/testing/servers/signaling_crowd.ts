import { systemClock } from "../../server/clock.ts";
import { SignalingClient } from "../../signaling/signaling_client.ts";
import type { AppServer } from "./app_server.ts";
import { NodeWebSocket } from "../../cli/node_web_socket.ts";
import { newTestSession, ownerJoin } from "./signaling_fixture.ts";
import { until } from "./until.ts";

/**
 * Many owners at a server, each with the client that pages have: it comes back by itself.
 *
 * @example
 * ```ts ignore
 * using crowd = await SignalingCrowd.open(server, 1_000);
 * await crowd.allOpen(60_000);
 * ```
 */
export class SignalingCrowd implements Disposable {
  readonly #clients: SignalingClient[] = [];

  static async open(server: AppServer, count: number): Promise<SignalingCrowd> {
    const crowd = new SignalingCrowd();
    for (let index = 0; index < count; index++) {
      const session = await newTestSession("file");
      const client = new SignalingClient({
        url: `${server.origin.replace("http", "ws")}/ws/signal/${session.id}`,
        join: ownerJoin(session),
        clock: systemClock,
        mayGiveUp: () => false,
        isOnline: () => true,
        openSocket: (url) => new NodeWebSocket(url).asSocket,
        onState: () => {},
        onJoined: () => {},
        onIceServers: () => {},
        onPeerJoined: () => {},
        onPeerLeft: () => {},
        onRelay: () => {},
        onUndeliverable: () => {},
      });
      crowd.#clients.push(client);
      client.start();
    }
    return crowd;
  }

  /** How many have joined and are in. */
  get openCount(): number {
    return this.#clients.filter(({ state }) => state.kind === "open").length;
  }

  /** Resolves when everybody is in. */
  async allOpen(deadlineMs: number): Promise<void> {
    const { length } = this.#clients;
    await until(
      `${length} clients are in`,
      () => Promise.resolve(this.openCount === length || undefined),
      deadlineMs,
      () => Promise.resolve(`${this.openCount} of ${length} are in`),
    );
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
  }
}
