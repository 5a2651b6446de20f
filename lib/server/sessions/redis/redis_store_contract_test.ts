import { FakeClock } from "../../../testing/fakes/fake_clock.ts";
import { RedisServer } from "../../../testing/servers/redis_server.ts";
import { systemClock } from "../../clock.ts";
import { silentLogger } from "../../../testing/servers/silent_logger.ts";
import { sessionRegistryContract } from "../session_registry_contract.ts";
import { signalRelayContract } from "../signal_relay_contract.ts";
import { RedisStore } from "./redis_store.ts";

if (await RedisServer.isInstalled("the contracts of registry and relay on Redis")) {
  const redis = await RedisServer.start();
  Deno.test.afterAll(() => redis[Symbol.asyncDispose]());

  /** A store with keys of its own, which other stores of the same prefix share. */
  const openStore = (prefix: string, options: { clock?: FakeClock; maxSessions?: number } = {}) => {
    const { clock, maxSessions = 100 } = options;
    return RedisStore.open({
      url: redis.url,
      clock: clock ?? systemClock,
      logger: silentLogger,
      maxSessions,
      prefix,
      ...(clock && { redisTime: () => clock.wallTime() }),
    });
  };

  sessionRegistryContract(async ({ maxSessions }) => {
    const clock = new FakeClock();
    const store = await openStore(`${crypto.randomUUID()}:`, { clock, maxSessions });
    const { registry } = store;
    return { registry, advance: (ms) => clock.advance(ms), close: () => store.close() };
  });

  signalRelayContract("within one instance on Redis", async () => {
    const store = await openStore(`${crypto.randomUUID()}:`);
    return { subscriber: store.relay, publisher: store.relay, close: () => store.close() };
  });

  signalRelayContract("between two instances on Redis", async () => {
    const prefix = `${crypto.randomUUID()}:`;
    const [near, far] = await Promise.all([openStore(prefix), openStore(prefix)]);
    return {
      subscriber: near.relay,
      publisher: far.relay,
      close: async () => {
        await Promise.all([near.close(), far.close()]);
      },
    };
  });
}
