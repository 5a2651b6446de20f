import type { RouteConfig } from "fresh";
import { define } from "../../../define.ts";
import { SOCKET_IDLE_SECONDS } from "../../../lib/server/limits.ts";
import { listen, socketPort } from "../../../lib/server/signaling/socket_port.ts";

/** With and without a slash at the end: a pattern matches exactly. */
export const config: RouteConfig = {
  routeOverride: "/ws/signal/:roomId{/}?",
};

export const handler = define.handlers({
  GET: (ctx) => {
    const { req, url, params, info, state: { services } } = ctx;
    const address = services.addressOf(req, info.remoteAddr);
    const admission = services.signaling.admit({
      url,
      origin: req.headers.get("origin"),
      id: params.roomId,
      address,
    });
    if (!admission.admitted) return admission.response;
    const { sessionId } = admission;
    const { socket, response } = ctx.upgrade({
      idleTimeout: SOCKET_IDLE_SECONDS,
    });
    listen(
      socket,
      services.signaling.accept(socketPort(socket), { sessionId, address }),
    );
    return response;
  },
});
