import * as esbuild from "esbuild";
import { Relay } from "./relay.ts";

/** The pages by their paths. */
const PAGES = {
  "/raw": "bench/bare/raw_page.ts",
  "/connect": "bench/bare/connect_page.ts",
  "/screen": "bench/bare/screen_page.ts",
};

/** Serves the pages of the bare baselines, each with its script inside, and relays for them. */
export class BareServer implements AsyncDisposable {
  readonly port: number;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #relay: Relay;

  private constructor(server: Deno.HttpServer<Deno.NetAddr>, relay: Relay) {
    this.#server = server;
    this.#relay = relay;
    this.port = server.addr.port;
  }

  static async start(): Promise<BareServer> {
    const pages = new Map<string, string>();
    for (const [path, source] of Object.entries(PAGES)) {
      const script = await bundled(source);
      pages.set(path, `<!doctype html><title>bare</title><script>${script}</script>`);
    }
    await esbuild.stop();
    const relay = new Relay();
    const headers = { "content-type": "text/html" };
    const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
    const server = Deno.serve(options, (request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/relay") return relay.join(search, request);
      const page = pages.get(pathname);
      return page === undefined
        ? new Response(null, { status: 404 })
        : new Response(page, { headers });
    });
    return new BareServer(server, relay);
  }

  /** A URL of this server. */
  url(path: keyof typeof PAGES): string {
    return `http://localhost:${this.port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#relay.close();
    await this.#server.shutdown();
  }
}

async function bundled(source: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [source],
    bundle: true,
    write: false,
    format: "iife",
  });
  return outputFiles[0]?.text ?? "";
}
