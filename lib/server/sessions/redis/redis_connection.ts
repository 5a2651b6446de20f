import { createClient } from "@redis/client";
import type { ScriptName } from "./registry_scripts.ts";
import { SCRIPTS } from "./registry_scripts.ts";

/** Time for a connection to be made, ms: Redis is near, and whoever waits is a person. */
const CONNECT_DEADLINE_MS = 2_000;

/** What a script answers: text, numbers, and lists of them. */
export type ScriptReply = string | number | null | readonly ScriptReply[];

/**
 * Two sockets to Redis, one for commands and one for messages, that live and die together. There is
 * no way back from `lost`: `RedisLink` makes the next one.
 */
export class RedisConnection {
  readonly #commands: Client;
  readonly #messages: Client;
  readonly #hashes: ReadonlyMap<ScriptName, string>;
  /** Resolves when either socket is gone, or {@linkcode destroy} was called. */
  readonly lost: Promise<void>;
  readonly #onLost: () => void;
  #isLost = false;

  private constructor(
    clients: { readonly commands: Client; readonly messages: Client },
    hashes: ReadonlyMap<ScriptName, string>,
  ) {
    this.#commands = clients.commands;
    this.#messages = clients.messages;
    this.#hashes = hashes;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.lost = promise;
    this.#onLost = () => {
      this.#isLost = true;
      resolve();
    };
    for (const client of [this.#commands, this.#messages]) {
      client.on("error", this.#onLost).on("end", this.#onLost);
    }
  }

  /** Whether `lost` has resolved, without having to wait. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Connects and hands Redis the scripts. @throws where that fails, or takes too long */
  static async open(url: string, prefix: string): Promise<RedisConnection> {
    const clients = { commands: clientOf(url, prefix), messages: clientOf(url, prefix) };
    const both = Object.values(clients);
    // Without a listener an error would end the process; `connect()` rejects with it as well.
    for (const client of both) client.on("error", () => {});
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => deadline.reject(new Error("Cannot connect to Redis: no answer")),
      CONNECT_DEADLINE_MS,
    );
    try {
      const hashes = new Map<ScriptName, string>();
      const opening = (async () => {
        await Promise.all(both.map((client) => client.connect()));
        for (const [name, source] of Object.entries(SCRIPTS)) {
          hashes.set(name as ScriptName, await clients.commands.scriptLoad(source));
        }
      })();
      await Promise.race([opening, deadline.promise]);
      return new RedisConnection(clients, hashes);
    } catch (error) {
      for (const client of both) client.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs a script. */
  async run(name: ScriptName, args: readonly string[]): Promise<ScriptReply> {
    const hash = this.#hashes.get(name) ?? "";
    return await this.#commands.evalSha(hash, { arguments: [...args] }) as ScriptReply;
  }

  /** Sends a message; answers how many subscribers took it. */
  async publish(channel: string, message: string): Promise<number> {
    return await this.#commands.publish(channel, message);
  }

  /** Begins to hear the messages of channels. */
  async subscribe(
    channels: readonly string[],
    hear: (message: string, channel: string) => void,
  ): Promise<void> {
    if (channels.length > 0) await this.#messages.subscribe([...channels], hear);
  }

  /** Ceases to hear the messages of a channel. */
  async unsubscribe(channel: string): Promise<void> {
    await this.#messages.unsubscribe(channel);
  }

  /** Cuts both sockets; what waits for an answer rejects. Idempotent. */
  destroy(): void {
    for (const client of [this.#commands, this.#messages]) if (client.isOpen) client.destroy();
    this.#onLost();
  }
}

type Client = ReturnType<typeof clientOf>;

function clientOf(url: string, name: string) {
  return createClient({
    url,
    name,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: "disabled",
    socket: { connectTimeout: CONNECT_DEADLINE_MS, reconnectStrategy: false },
  });
}
