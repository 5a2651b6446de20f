import type { ServerCounts } from "../counts.ts";
import { CONNECTIONS_PER_SOCKET } from "../limits.ts";
import { addressKey } from "./client_address.ts";
import { NetworkCounts } from "./network_counts.ts";

/**
 * Lets TCP connections in, pages' and sockets' alike: so many of one address and of the networks around
 * it. Behind a proxy that is trusted all of them are its own, and it lets everybody in; what an address
 * may have is then counted by request.
 */
export class ConnectionGate {
  readonly #counts: ServerCounts;
  readonly #held: NetworkCounts | undefined;

  constructor({ trustProxy, maxSocketsPerAddress, counts }: {
    readonly trustProxy: boolean;
    readonly maxSocketsPerAddress: number;
    readonly counts: ServerCounts;
  }) {
    this.#counts = counts;
    if (trustProxy) return;
    this.#held = new NetworkCounts(maxSocketsPerAddress * CONNECTIONS_PER_SOCKET);
  }

  /**
   * Decides about a connection of an address.
   *
   * @returns what to call when it is closed; `undefined` where there are too many: it is to be closed now
   */
  readonly admit = (remote: string): (() => void) | undefined => {
    const held = this.#held;
    if (!held) return () => undefined;
    const address = addressKey(remote);
    if (!held.hasRoom(address)) {
      this.#counts.refusedConnections++;
      return undefined;
    }
    held.add(address);
    return () => held.remove(address);
  };
}
