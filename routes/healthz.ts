import { UNKNOWN_BUILD } from "../lib/server/build_info.ts";
import { jsonResponse } from "../lib/server/http/api_response.ts";
import { define } from "../define.ts";

/**
 * `/healthz` tells whether to send requests here: 503 once the server is shutting down.
 * `/healthz?live` tells whether the process works at all, which it also does then.
 *
 * A shared store that is away makes an instance no less ready than all the others, and pages and
 * open rooms need none: `store` says so, and the status doesn't. `commit` and `digest` say which build
 * this is; while one writes, the server serves no build.
 */
export const handler = define.handlers({
  GET: ({ url, config: { mode }, state: { services } }) => {
    const ready = !services.signaling.isDraining;
    const isAskedForLife = url.searchParams.has("live");
    const status = ready || isAskedForLife ? 200 : 503;
    const { isUp } = services.store;
    const store = isUp === undefined ? {} : { store: isUp ? "up" : "down" };
    const build = mode === "production" ? services.build : UNKNOWN_BUILD;
    return jsonResponse({ live: true, ready, ...store, ...build }, { status });
  },
});
