import type { Cancel } from "../../clock.ts";
import { MemorySignalRelay } from "../memory_signal_relay.ts";
import type { ConnectionId } from "../session_registry.ts";
import type { Delivery, SignalEvent, SignalRelay } from "../signal_relay.ts";
import type { RedisConnection } from "./redis_connection.ts";
import type { RedisLink } from "./redis_link.ts";
import { parseSignalEvent } from "./signal_event.ts";

type Link = Pick<RedisLink, "subscribe" | "unsubscribe" | "publish">;

/**
 * A relay between the sockets of all instances. Each connection has a channel of its own, so Redis
 * itself can say that nobody listens any more, also where an instance died. What is between two
 * sockets of this process goes straight from one to the other, whether there is a Redis or not.
 */
export class RedisSignalRelay implements SignalRelay {
  readonly #near = new MemorySignalRelay();
  readonly #connections = new Set<ConnectionId>();
  readonly #link: Link;
  readonly #prefix: string;

  constructor(link: Link, prefix: string) {
    this.#link = link;
    this.#prefix = prefix;
  }

  async subscribe(
    connection: ConnectionId,
    deliver: (event: SignalEvent) => void,
  ): Promise<Cancel> {
    const unsubscribe = await this.#near.subscribe(connection, deliver);
    this.#connections.add(connection);
    const cancel = () => {
      unsubscribe();
      if (!this.#connections.delete(connection)) return;
      this.#link.unsubscribe(this.#channelOf(connection));
    };
    try {
      await this.#link.subscribe(this.#channelOf(connection), this.#hear);
    } catch (error) {
      cancel();
      throw error;
    }
    return cancel;
  }

  async publish(connection: ConnectionId, event: SignalEvent): Promise<Delivery> {
    if (this.isNear(connection)) return await this.#near.publish(connection, event);
    const message = JSON.stringify({ to: connection, event });
    const heard = await this.#link.publish(this.#channelOf(connection), message);
    return heard > 0 ? "delivered" : "unreachable";
  }

  isNear(connection: ConnectionId): boolean {
    return this.#connections.has(connection);
  }

  /** Hears everybody's events on a new connection to Redis. */
  async resubscribe(connection: Pick<RedisConnection, "subscribe">): Promise<void> {
    const channels = [...this.#connections].map((id) => this.#channelOf(id));
    await connection.subscribe(channels, this.#hear);
  }

  // One function for all channels, because thousands of closures would cost more than they say.
  readonly #hear = (message: string): void => {
    const parsed = parseSignalEvent(message);
    // Whoever can write to our Redis can do worse than this; it is dropped all the same.
    if (parsed) void this.#near.publish(parsed.to, parsed.event);
  };

  #channelOf(connection: ConnectionId): string {
    return `${this.#prefix}c:${connection}`;
  }
}
