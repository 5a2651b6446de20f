import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { newTestSession } from "../../lib/testing/servers/signaling_fixture.ts";
import type { SocketAttack } from "./attack_sockets.ts";
import { inParallel, RelayClient } from "./relay_client.ts";

/** Networks /64 of the /48 that is imitated. */
const NETWORKS = 320;

/** Somebody with a whole /48, as a proxy would forward it, who joins with as many sockets as he gets. */
export class NetworkAttack implements SocketAttack {
  readonly name = `${NETWORKS} networks /64 of one /48`;
  count = 0;
  /** Those refused are counted too. */
  ended = 0;
  readonly #server: AppServer;
  readonly #attempts: number;
  readonly #clients: RelayClient[] = [];

  constructor(server: AppServer, attempts: number) {
    this.#server = server;
    this.#attempts = attempts;
  }

  async start(): Promise<void> {
    await inParallel(this.#attempts, 50, async (index) => {
      this.count++;
      const address = `2001:db8:1:${(index % NETWORKS * 200).toString(16)}::1`;
      try {
        const session = await newTestSession("file");
        const client = await RelayClient.open("product", this.#server, session, "owner", address);
        client.onClose = () => this.ended++;
        this.#clients.push(client);
      } catch {
        // Refused: what is measured.
        this.ended++;
      }
    });
  }

  goOn(): void {}

  [Symbol.dispose](): void {
    for (const client of this.#clients) {
      client.onClose = () => {};
      client.socket.terminate();
    }
  }
}
