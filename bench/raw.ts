import * as esbuild from "esbuild";
import type { TestBrowser } from "../lib/testing/test_browser.ts";
import type { Raw } from "./raw_page.ts";

declare const raw: Raw;

/** Serves the page of the bare baseline. */
export class RawServer implements AsyncDisposable {
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(server: Deno.HttpServer<Deno.NetAddr>) {
    this.#server = server;
    this.url = `http://localhost:${server.addr.port}/`;
  }

  static async start(): Promise<RawServer> {
    const bundle = await esbuild.build({
      entryPoints: ["bench/raw_page.ts"],
      bundle: true,
      write: false,
      format: "iife",
    });
    await esbuild.stop();
    const script = bundle.outputFiles[0]?.text ?? "";
    const page = `<!doctype html><title>raw</title><script>${script}</script>`;
    const headers = { "content-type": "text/html" };
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response(page, { headers }),
    );
    return new RawServer(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Ms for `bytes` over `count` bare connections between two browsers; `atEnd` while both live. */
export async function measureRaw(
  server: RawServer,
  from: TestBrowser,
  to: TestBrowser,
  bytes: number,
  count: number,
  atEnd: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const [sender, receiver] = await Promise.all([from.open(server.url), to.open(server.url)]);
  try {
    for (let index = 0; index < count; index++) {
      const offer = await sender.evaluate(() => raw.offer());
      const answer = await receiver.evaluate((sdp) => raw.answer(sdp), offer);
      await sender.evaluate((sdp) => raw.accept(sdp), answer);
    }
    const receiving = receiver.evaluate((size) => raw.receive(size), bytes);
    await sender.evaluate((size) => raw.send(size), bytes);
    const ms = await receiving;
    await atEnd();
    return ms;
  } finally {
    await Promise.all([sender.close(), receiver.close()]);
  }
}
