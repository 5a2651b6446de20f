import type { Cancel } from "../clock.ts";
import type { ConnectionId } from "./session_registry.ts";
import type { Delivery, SignalEvent, SignalRelay } from "./signal_relay.ts";

/** A relay between the sockets of this process. */
export class MemorySignalRelay implements SignalRelay {
  readonly #subscribers = new Map<ConnectionId, (event: SignalEvent) => void>();

  /** Connections subscribed. */
  get size(): number {
    return this.#subscribers.size;
  }

  // deno-lint-ignore require-await
  async subscribe(
    connection: ConnectionId,
    deliver: (event: SignalEvent) => void,
  ): Promise<Cancel> {
    this.#subscribers.set(connection, deliver);
    return () => {
      this.#subscribers.delete(connection);
    };
  }

  // deno-lint-ignore require-await
  async publish(
    connection: ConnectionId,
    event: SignalEvent,
  ): Promise<Delivery> {
    const deliver = this.#subscribers.get(connection);
    if (!deliver) return "unreachable";
    deliver(event);
    return "delivered";
  }

  isNear(connection: ConnectionId): boolean {
    return this.#subscribers.has(connection);
  }
}
