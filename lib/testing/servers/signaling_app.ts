/**
 * The server as it is, but for pages: sessions, sockets, health and metrics, wired like `main.ts`.
 * Run as a process of its own it needs no build, and gives its whole memory to what is measured.
 * @module
 */
import { App } from "fresh";
import type { State } from "../../../define.ts";
import { handler as health } from "../../../routes/healthz.ts";
import { handler as metrics } from "../../../routes/metrics.ts";
import { handler as session } from "../../../routes/sessions/[id].ts";
import { handler as sessions } from "../../../routes/sessions/index.ts";
import { config as signalConfig, handler as signal } from "../../../routes/ws/signal/[roomId].ts";
import { systemClock } from "../../server/clock.ts";
import { configOrExit } from "../../server/config_or_exit.ts";
import { jsonLogger } from "../../server/log.ts";
import { createServices } from "../../server/services.ts";
import { openStore } from "../../server/sessions/session_store.ts";
import { shutDownOnSignal } from "../../server/shutdown.ts";

const config = configOrExit((name) => Deno.env.get(name));
const logger = jsonLogger({ level: config.logLevel, wallTime: systemClock.wallTime });
const parts = { clock: systemClock, logger };
const services = createServices(config, { ...parts, store: await openStore(config, parts) });
shutDownOnSignal(services, logger);

await new App<State>({ trustProxy: config.trustProxy })
  .use((ctx) => {
    ctx.state.services = services;
    return ctx.next();
  })
  .get("/healthz", health.GET)
  .get("/metrics", metrics.GET)
  .post("/sessions", sessions.POST)
  .get("/sessions/:id", session.GET)
  .get(signalConfig.routeOverride ?? "", signal.GET)
  .listen({ port: config.port, hostname: config.host });
