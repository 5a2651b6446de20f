import { type BuildInfo, UNKNOWN_BUILD } from "./build_info.ts";
import { addressKey } from "./http/client_address.ts";
import { ConnectionGate } from "./http/connection_gate.ts";
import type { ServerClock } from "./clock.ts";
import type { ServerConfig } from "./config.ts";
import { ServerCounts } from "./counts.ts";
import { SWEEP_INTERVAL_MS } from "./limits.ts";
import type { Logger } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { NetworkRates } from "./http/network_rates.ts";
import { hostRefusal, isOwnHost } from "./http/own_host.ts";
import { memoryStore, type SessionStore } from "./sessions/session_store.ts";
import { SessionsApi } from "./http/sessions_api.ts";
import { SignalingServer } from "./signaling/signaling_server.ts";
import { StoreUnavailable } from "./sessions/store_unavailable.ts";
import { iceSetupFor } from "./signaling/turn_credentials.ts";
import { perMinute } from "./token_bucket.ts";

/** All that the routes need, for the life of the process. */
export interface Services {
  readonly sessions: SessionsApi;
  readonly signaling: SignalingServer;
  readonly store: SessionStore;
  readonly metrics: Metrics;
  /** What whoever asks for the metrics has to show; `undefined` shows them to nobody. */
  readonly metricsToken: string | undefined;
  readonly logger: Logger;
  /** What browsers are served. */
  readonly build: BuildInfo;
  /** Whether a TCP connection may stay: `ConnectionGate`. */
  admitConnection(remote: string): (() => void) | undefined;
  /** The answer to a request by a name that may be anybody's; `undefined` where it may pass. */
  hostRefusal(url: URL): Response | undefined;
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
  { clock, logger, ...parts }: {
    readonly clock: ServerClock;
    readonly logger: Logger;
    /** @default a store in memory */
    readonly store?: SessionStore;
    /** @default a build that says nothing of itself */
    readonly build?: BuildInfo;
  },
): Services {
  const { publicOrigin, stunUrls, turn, trustProxy, metricsToken, limits } = config;
  const { maxSessions, maxSocketsPerAddress, sessionsPerMinute } = limits;
  const store = parts.store ?? memoryStore({ clock, maxSessions });
  const { registry, relay } = store;
  const counts = new ServerCounts();
  const gate = new ConnectionGate({ trustProxy, maxSocketsPerAddress, counts });
  const registrations = new NetworkRates(perMinute(sessionsPerMinute));
  const signaling = new SignalingServer({
    config,
    clock,
    logger,
    counts,
    registry,
    relay,
    registrations,
    iceSetup: (user) => iceSetupFor({ stunUrls, turn, wallTime: clock.wallTime(), user }),
  });
  store.onRecovered(() => signaling.rejoin());
  const metrics = new Metrics({ clock, counts, store, sockets: () => signaling.sockets });
  const sessions = new SessionsApi({
    config,
    clock,
    counts,
    registry,
    registrations,
    isDraining: () => signaling.isDraining,
  });
  const stopSweeping = clock.every(SWEEP_INTERVAL_MS, () => {
    sessions.sweep();
    signaling.sweep().catch((error: unknown) => {
      // The store says by itself that it is away, once.
      if (!(error instanceof StoreUnavailable)) logger.error("sweep failed", error);
    });
  });
  const warnOfProxy = once(() => logger.warn("forwarded address ignored", { set: "TRUST-PROXY" }));
  const warnOfHost = once(() => logger.warn("host refused", { set: "PUBLIC-URL" }));
  return {
    sessions,
    signaling,
    store,
    metrics,
    metricsToken,
    logger,
    build: parts.build ?? UNKNOWN_BUILD,
    admitConnection: gate.admit,
    hostRefusal({ hostname }) {
      if (publicOrigin !== undefined || isOwnHost(hostname)) return undefined;
      warnOfHost();
      return hostRefusal();
    },
    addressOf(request, remote) {
      const forwardedFor = request.headers.get("x-forwarded-for") ?? undefined;
      if (forwardedFor !== undefined && !trustProxy) warnOfProxy();
      return addressKey(
        "hostname" in remote ? remote.hostname : "",
        trustProxy ? forwardedFor : undefined,
      );
    },
    async shutdown() {
      logger.info("shutting down", { sockets: signaling.sockets });
      await signaling.shutdown();
      stopSweeping();
      metrics.stop();
      await store.close();
    },
  };
}

/** What is wrong with the configuration shows with every request; it is said once. */
function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
