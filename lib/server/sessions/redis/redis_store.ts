import type { Cancel, ServerClock } from "../../clock.ts";
import type { Logger } from "../../log.ts";
import type { SessionStore } from "../session_store.ts";
import { StoreUnavailable } from "../store_unavailable.ts";
import { BEAT_INTERVAL_MS, Presence } from "./presence.ts";
import type { RedisConnection } from "./redis_connection.ts";
import { RedisLink } from "./redis_link.ts";
import { RedisSessionRegistry } from "./redis_session_registry.ts";
import { RedisSignalRelay } from "./redis_signal_relay.ts";

/** What {@linkcode RedisStore} is made of. */
export interface RedisStoreOptions {
  readonly url: string;
  readonly clock: ServerClock;
  readonly logger: Logger;
  readonly maxSessions: number;
  /** What all keys and channels begin with. @default {"filefrag:"} */
  readonly prefix?: string;
  /** Milliseconds in place of Redis's own clock: for tests that let a day pass. */
  readonly redisTime?: () => number;
}

/**
 * The store of servers that share a Redis. Redis may go and come back: meanwhile whoever is on one
 * instance goes on, everything else is refused, and afterwards every instance says again who is there.
 */
export class RedisStore implements SessionStore {
  readonly registry: RedisSessionRegistry;
  readonly relay: RedisSignalRelay;
  readonly #logger: Logger;
  readonly #link: RedisLink;
  readonly #presence: Presence;
  readonly #stopBeating: Cancel;
  #isBeating = false;
  #recover: () => Promise<void> = () => Promise.resolve();

  private constructor(options: RedisStoreOptions) {
    const { url, clock, logger, maxSessions, prefix = "filefrag:", redisTime } = options;
    this.#logger = logger;
    const link = new RedisLink({
      url,
      logger,
      events: {
        prepare: (connection) => this.#prepare(connection),
        up: () => void this.#recovered(),
      },
    });
    const presence = new Presence({
      link,
      prefix,
      now: () => clock.now(),
      ...(redisTime && { redisTime }),
    });
    this.#link = link;
    this.#presence = presence;
    this.registry = new RedisSessionRegistry({ link, presence, maxSessions });
    this.relay = new RedisSignalRelay(link, prefix);
    this.#stopBeating = clock.every(BEAT_INTERVAL_MS, () => void this.#beat());
  }

  /** Connects. Where Redis isn't there yet the store is down for the time being. */
  static async open(options: RedisStoreOptions): Promise<RedisStore> {
    const store = new RedisStore(options);
    await store.#link.start();
    return store;
  }

  get isUp(): boolean {
    return this.#link.isUp;
  }

  async count(): Promise<number | undefined> {
    try {
      return await this.registry.count();
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined;
      throw error;
    }
  }

  onRecovered(task: () => Promise<void>): void {
    this.#recover = task;
  }

  async close(): Promise<void> {
    this.#stopBeating();
    // Where it can't be said, others find out by our silence.
    await this.#presence.resign().catch(() => {});
    await this.#link.close();
  }

  async #prepare(connection: RedisConnection): Promise<void> {
    await this.relay.resubscribe(connection);
    await this.#presence.renew((name, args) => connection.run(name, args));
  }

  async #recovered(): Promise<void> {
    const { instance } = this.#presence;
    try {
      await this.#recover();
      this.#presence.settle(instance);
    } catch (error) {
      // Lost again already: the next connection begins from the start.
      if (error instanceof StoreUnavailable) return;
      this.#logger.error("redis recovery failed", error);
    }
  }

  async #beat(): Promise<void> {
    // One at a time: to an answer that is late, more questions are no help.
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      // A process that was stopped for a while may have been taken for dead by others.
      if (this.isUp && !await this.#presence.beat()) await this.#recovered();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) this.#logger.error("redis beat failed", error);
    } finally {
      this.#isBeating = false;
    }
  }
}
