import type { RouteConfig } from "fresh";
import { define } from "../../define.ts";

/** With and without a slash at the end: a pattern matches exactly. */
export const config: RouteConfig = { routeOverride: "/sessions/:id{/}?" };

export const handler = define.handlers({
  GET: ({ req: request, params, info, state: { services } }) => {
    const address = services.addressOf(request, info.remoteAddr);
    return services.sessions.describe({ id: params.id, address });
  },
});
