import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "../../log.ts";
import { StoreUnavailable } from "../store_unavailable.ts";
import { RedisConnection, type ScriptReply } from "./redis_connection.ts";
import type { ScriptName } from "./registry_scripts.ts";

/**
 * Time for an answer, ms. A Redis on the same network needs less than one; one that takes this long
 * is as good as gone, and a request that waits for it may be told so.
 */
const ANSWER_DEADLINE_MS = 2_000;

/** Delays between tries to connect, ms: an outage ends for our users a second after it ended. */
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 1_000;

/**
 * What Redis answers where it can't do now what it could at another time: full, loading, no longer the
 * one that may be written to, busy with a script. Anything else is a fault of ours.
 */
const CANT_NOW = /^(OOM|LOADING|READONLY|MASTERDOWN|MISCONF|BUSY|TRYAGAIN|CLUSTERDOWN|NOREPLICAS) /;

/** What is to be done with each new connection, before and after others may use it. */
export interface LinkEvents {
  /** Makes a new connection fit for use; where it rejects, the connection is given up. */
  prepare(connection: RedisConnection): Promise<void>;
  /** The connection can be used. */
  up(): void;
}

/**
 * A connection to Redis that is made anew whenever it is lost. Nothing waits for it: while it is
 * down, and where an answer is late, calls reject with {@linkcode StoreUnavailable}.
 *
 * ```
 * connecting ──prepared──▶ up ──socket lost, answer late──▶ connecting     (close(): the end of any)
 * ```
 *
 * A late answer ends the connection because nobody knows what became of the question: whatever it
 * did belongs to a connection that is over, and goes with it (`presence.ts`).
 */
export class RedisLink {
  readonly #url: string;
  readonly #logger: Logger;
  readonly #events: LinkEvents;
  readonly #closed = new AbortController();
  #connection: RedisConnection | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    { url, logger, events }: {
      readonly url: string;
      readonly logger: Logger;
      readonly events: LinkEvents;
    },
  ) {
    this.#url = url;
    this.#logger = logger;
    this.#events = events;
  }

  /** Whether calls can succeed. */
  get isUp(): boolean {
    return this.#connection?.isLost === false;
  }

  /** Begins to connect; resolves after the first try, whatever came of it. Called once. */
  async start(): Promise<void> {
    const first = Promise.withResolvers<void>();
    this.#running = this.#run(first.resolve);
    await first.promise;
  }

  /** Runs a script. @throws {StoreUnavailable} */
  async run(name: ScriptName, args: readonly string[]): Promise<ScriptReply> {
    return await this.#ask((connection) => connection.run(name, args));
  }

  /** Sends a message; answers how many took it. @throws {StoreUnavailable} */
  async publish(channel: string, message: string): Promise<number> {
    return await this.#ask((connection) => connection.publish(channel, message));
  }

  /** Hears the messages of a channel, until the connection is lost. @throws {StoreUnavailable} */
  async subscribe(channel: string, hear: (message: string) => void): Promise<void> {
    await this.#ask((connection) => connection.subscribe([channel], hear));
  }

  /** Stops hearing a channel. Where that can't be said now, the connection's end will do. */
  unsubscribe(channel: string): void {
    this.#ask((connection) => connection.unsubscribe(channel)).catch(() => {});
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#connection?.destroy();
    await this.#running;
  }

  async #ask<Answer>(
    question: (connection: RedisConnection) => Promise<Answer>,
  ): Promise<Answer> {
    const connection = this.#connection;
    if (!connection || connection.isLost) throw new StoreUnavailable();
    try {
      return await answerOf(connection, question(connection));
    } catch (error) {
      // Another Redis took over, or somebody emptied this one: it has to be given the scripts again.
      if (/^NOSCRIPT /.test(messageOf(error))) connection.destroy();
      const isAway = connection.isLost || CANT_NOW.test(messageOf(error));
      throw isAway ? new StoreUnavailable(error) : error;
    }
  }

  async #run(onFirstTry: () => void): Promise<void> {
    const { signal } = this.#closed;
    let retryMs = FIRST_RETRY_MS;
    let isFirstTry = true;
    while (!signal.aborted) {
      const connection = await this.#open(isFirstTry ? "warn" : "debug");
      if (isFirstTry) onFirstTry();
      isFirstTry = false;
      if (connection) {
        retryMs = FIRST_RETRY_MS;
        await connection.lost;
        this.#connection = undefined;
        connection.destroy();
        if (!signal.aborted) this.#logger.warn("redis lost");
      }
      // Ended by closing, which the loop sees.
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    }
  }

  /** A connection ready for use; `undefined` where there is none to be had, which `level` may tell. */
  async #open(level: "warn" | "debug"): Promise<RedisConnection | undefined> {
    let connection: RedisConnection | undefined;
    try {
      connection = await RedisConnection.open(this.#url, "filefrag");
      await answerOf(connection, this.#events.prepare(connection));
      if (this.#closed.signal.aborted) throw new StoreUnavailable();
      this.#connection = connection;
      this.#logger.info("redis connected");
      this.#events.up();
      return connection;
    } catch (error) {
      connection?.destroy();
      this.#logger[level]("redis unreachable", { error: error instanceof Error ? error.name : "" });
      return undefined;
    }
  }
}

/** The answer. Where it is late the connection is cut, and with it every question rejects. */
async function answerOf<Answer>(
  connection: RedisConnection,
  answer: Promise<Answer>,
): Promise<Answer> {
  const timer = setTimeout(() => connection.destroy(), ANSWER_DEADLINE_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
