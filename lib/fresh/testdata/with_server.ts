import type { App, ListenOptions } from "../mod.ts";
import { serve } from "../server/serve.ts";
import { SERVER_LIMITS, type ServerLimits } from "../server/server_limits.ts";

/** A served app: where, and a raw connection to it. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  /** Sends bytes as they are and returns all that comes back until the server closes. */
  raw(text: string): Promise<string>;
}

/** Serves `app` on a free port for as long as `use` runs, and waits until everything is closed again. */
export async function withServer<State>(
  app: App<State>,
  use: (server: TestServer) => Promise<void>,
  { limits, ...options }: Pick<ListenOptions, "admitConnection"> & {
    /** Bounds that differ from the server's own. */
    readonly limits?: Partial<ServerLimits>;
  } = {},
): Promise<void> {
  const controller = new AbortController();
  const { addr, finished } = await serve(app.handler(), {
    ...options,
    port: 0,
    hostname: "127.0.0.1",
    signal: controller.signal,
    onListen: () => undefined,
  }, { ...SERVER_LIMITS, ...limits });
  try {
    await use({
      host: `127.0.0.1:${addr.port}`,
      port: addr.port,
      async raw(text) {
        using connection = await Deno.connect({ hostname: "127.0.0.1", port: addr.port });
        await connection.write(new TextEncoder().encode(text));
        return await readAll(connection);
      },
    });
  } finally {
    controller.abort();
    await finished;
  }
}

/** Everything a connection sends until it ends, however it ends. */
export async function readAll(connection: Deno.Conn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(65_536);
  const decoder = new TextDecoder();
  while (true) {
    const count = await connection.read(buffer).catch((error: unknown) => {
      if (error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    });
    if (count === null) return text;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
}
