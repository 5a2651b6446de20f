import { jsonResponse } from "../lib/server/api_response.ts";
import { define } from "../define.ts";

/**
 * `/healthz` tells whether to send requests here: 503 once the server is shutting down.
 * `/healthz?live` tells whether the process works at all, which it also does then.
 */
export const handler = define.handlers({
  GET: ({ url, state: { services } }) => {
    const ready = !services.signaling.isDraining;
    const isAskedForLife = url.searchParams.has("live");
    const status = ready || isAskedForLife ? 200 : 503;
    return jsonResponse({ live: true, ready }, { status });
  },
});
