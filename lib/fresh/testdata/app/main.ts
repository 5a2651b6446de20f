import { App, csp, staticFiles } from "fresh";
import type { State } from "./define.ts";

export const app = new App<State>()
  .use(async (ctx) => {
    ctx.state.trail = ["outer"];
    const response = await ctx.next();
    if (response.status !== 101) response.headers.set("x-outer", "yes");
    return response;
  })
  .use(csp({
    useNonce: true,
    csp: [
      "default-src 'none'",
      "script-src 'self' 'unsafe-inline'",
      "style-src 'self'",
      "connect-src 'self'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ],
  }))
  .use(staticFiles())
  .fsRoutes();
