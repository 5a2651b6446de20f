import { addressKey } from "./client_address.ts";
import type { Clock } from "./clock.ts";
import type { ServerConfig } from "./config.ts";
import { SWEEP_INTERVAL_MS } from "./limits.ts";
import type { Logger } from "./log.ts";
import { MemorySessionRegistry } from "./memory_session_registry.ts";
import { MemorySignalRelay } from "./memory_signal_relay.ts";
import { SessionsApi } from "./sessions_api.ts";
import { SignalingServer } from "./signaling_server.ts";
import { iceServersFor } from "./turn_credentials.ts";

/** All that the routes need, for the life of the process. */
export interface Services {
  readonly sessions: SessionsApi;
  readonly signaling: SignalingServer;
  /** Whom a request is counted for. */
  addressOf(request: Request, remote: Deno.Addr): string;
  /** Refuses new sessions and sockets, closes all sockets with 1012; resolves within 5 s. */
  shutdown(): Promise<void>;
}

/**
 * Builds the server's parts. Everything that changes lives in what this returns, so that tests may
 * have as many servers as they like.
 */
export function createServices(
  config: ServerConfig,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Services {
  const { stunUrls, turn, limits: { maxSessions } } = config;
  const registry = new MemorySessionRegistry({ clock, maxSessions });
  const signaling = new SignalingServer({
    config,
    clock,
    logger,
    registry,
    relay: new MemorySignalRelay(),
    iceServers: () => iceServersFor({ stunUrls, turn, wallTime: clock.wallTime() }),
  });
  const sessions = new SessionsApi({
    config,
    clock,
    registry,
    isDraining: () => signaling.isDraining,
  });
  const stopSweeping = clock.every(SWEEP_INTERVAL_MS, () => {
    sessions.sweep();
    signaling.sweep().catch((error: unknown) => logger.error("sweep failed", error));
  });
  return {
    sessions,
    signaling,
    addressOf(request, remote) {
      const forwardedFor = config.trustProxy
        ? request.headers.get("x-forwarded-for") ?? undefined
        : undefined;
      return addressKey(
        "hostname" in remote ? remote.hostname : "",
        forwardedFor,
      );
    },
    async shutdown() {
      logger.info("shutting down", { sockets: signaling.sockets });
      await signaling.shutdown();
      stopSweeping();
    },
  };
}
