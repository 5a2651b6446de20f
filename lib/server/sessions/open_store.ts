import type { ServerClock } from "../clock.ts";
import type { ServerConfig } from "../config.ts";
import type { Logger } from "../log.ts";
import { memoryStore, type SessionStore } from "./session_store.ts";

/** The configured store. Who shares none doesn't load Redis's client. */
export async function openStore(
  { redisUrl: url, limits: { maxSessions } }: Pick<ServerConfig, "redisUrl" | "limits">,
  parts: { readonly clock: ServerClock; readonly logger: Logger },
): Promise<SessionStore> {
  const options = { ...parts, maxSessions };
  if (url === undefined) return memoryStore(options);
  const { RedisStore } = await import("./redis/redis_store.ts");
  return await RedisStore.open({ ...options, url });
}
