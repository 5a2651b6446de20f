import { HttpError } from "fresh";
import { define } from "../define.ts";
import { maySeeMetrics } from "../lib/server/http/metrics_access.ts";

/** Prometheus's text for whoever has `METRICS_TOKEN`; for everybody else there is no such page. */
export const handler = define.handlers({
  GET: async ({ req, state: { services: { metrics, metricsToken } } }) => {
    if (!maySeeMetrics(req.headers.get("authorization"), metricsToken)) {
      throw new HttpError(404);
    }
    return new Response(await metrics.text(), {
      headers: { "content-type": metrics.contentType, "cache-control": "no-store" },
    });
  },
});
