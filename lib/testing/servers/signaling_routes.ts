import { App } from "fresh";
import type { State } from "../../../define.ts";
import { handler as health } from "../../../routes/healthz.ts";
import { handler as metrics } from "../../../routes/metrics.ts";
import { handler as session } from "../../../routes/sessions/[id].ts";
import { handler as sessions } from "../../../routes/sessions/index.ts";
import { config as signalConfig, handler as signal } from "../../../routes/ws/signal/[roomId].ts";
import type { Services } from "../../server/services.ts";

/** The server's routes but for pages, which need a build: sessions, sockets, health and metrics. */
export function signalingRoutes(services: Services, trustProxy = false): App<State> {
  return new App<State>({ trustProxy })
    .use((ctx) => services.hostRefusal(ctx.url) ?? ctx.next())
    .use((ctx) => {
      ctx.state.services = services;
      return ctx.next();
    })
    .get("/healthz", health.GET)
    .get("/metrics", metrics.GET)
    .post("/sessions", sessions.POST)
    .get("/sessions/:id", session.GET)
    .get(signalConfig.routeOverride ?? "", signal.GET);
}
