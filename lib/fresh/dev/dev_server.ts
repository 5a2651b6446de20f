import type { AppHandler, ListenOptions } from "../app.ts";
import { serve } from "../server/serve.ts";

const ALIVE_PATH = "/_fresh/alive";

/** Serves `handler` plus the endpoint that tells an open page whether the server is still the one that made it. */
export async function listenWithReload(handler: AppHandler, options: ListenOptions): Promise<void> {
  const id = crypto.randomUUID();
  await serve((req, info) => {
    if (new URL(req.url).pathname === ALIVE_PATH) return Promise.resolve(aliveResponse(id));
    return handler(req, info);
  }, options);
}

/** An event stream that says the id once and stays open; the browser reconnects by itself when the server restarts. */
function aliveResponse(id: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode(`retry: 200\ndata: ${id}\n\n`)),
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
