/**
 * The server as it is, but for pages: sessions, sockets, health and metrics, wired like `main.ts`.
 * Run as a process of its own it needs no build, and gives its whole memory to what is measured.
 * @module
 */
import { systemClock } from "../../server/clock.ts";
import { configOrExit } from "../../server/config_or_exit.ts";
import { jsonLogger } from "../../server/log.ts";
import { logPrintedErrors, logUncaughtErrors } from "../../server/printed_errors.ts";
import { createServices } from "../../server/services.ts";
import { openStore } from "../../server/sessions/open_store.ts";
import { shutDownOnSignal } from "../../server/shutdown.ts";
import { signalingRoutes } from "./signaling_routes.ts";

const config = configOrExit((name) => Deno.env.get(name));
const logger = jsonLogger({ level: config.logLevel, wallTime: systemClock.wallTime });
logPrintedErrors(logger);
const parts = { clock: systemClock, logger };
const services = createServices(config, { ...parts, store: await openStore(config, parts) });
shutDownOnSignal(services, logger);

await signalingRoutes(services, config.trustProxy)
  .listen({
    port: config.port,
    hostname: config.host,
    admitConnection: services.admitConnection,
  });
logUncaughtErrors(logger);
