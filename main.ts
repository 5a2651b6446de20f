import { App, csp, staticFiles } from "fresh";
import type { State } from "./define.ts";
import { appConfig } from "./fresh.config.ts";
import { readBuildInfo } from "./lib/server/build_info.ts";
import { systemClock } from "./lib/server/clock.ts";
import { configOrExit } from "./lib/server/config_or_exit.ts";
import { jsonLogger } from "./lib/server/log.ts";
import { CONTENT_SECURITY_POLICY, securityHeaders } from "./lib/server/http/security_headers.ts";
import { logPrintedErrors } from "./lib/server/printed_errors.ts";
import { createServices } from "./lib/server/services.ts";
import { openStore } from "./lib/server/sessions/open_store.ts";
import { shutDownOnSignal } from "./lib/server/shutdown.ts";

const config = configOrExit((name) => Deno.env.get(name));
/** Where what happens is written. */
export const logger = jsonLogger({ level: config.logLevel, wallTime: systemClock.wallTime });
logPrintedErrors(logger);
const parts = { clock: systemClock, logger };
const build = await readBuildInfo(new URL("./_fresh/build.json", import.meta.url));
const store = await openStore(config, parts);
const services = createServices(config, { ...parts, store, build });
shutDownOnSignal(services, logger);

/** Where `serve.ts` listens, and to whom. */
export const listening = {
  port: config.port,
  hostname: config.host,
  admitConnection: services.admitConnection,
};

export const app = new App<State>({
  ...appConfig,
  basePath: config.basePath,
  trustProxy: config.trustProxy,
})
  .use(securityHeaders())
  .use(csp({ useNonce: true, csp: CONTENT_SECURITY_POLICY }))
  .use((ctx) => services.hostRefusal(ctx.url) ?? ctx.next())
  .use(staticFiles())
  .use((ctx) => {
    ctx.state.services = services;
    return ctx.next();
  })
  .fsRoutes();
