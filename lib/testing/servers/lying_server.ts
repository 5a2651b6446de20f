import { NodeWebSocket } from "../../cli/node_web_socket.ts";

/** One page's signaling socket, as the lying server holds it. */
export interface LyingSocket {
  /** Says something to the page that the true server never said. */
  readonly say: (message: object) => void;
  /** Closes the page's socket. */
  readonly close: (code: number) => void;
  /** What the page said, in order. */
  readonly heard: readonly string[];
}

/** How a lying server lies; what is left out passes as it is. */
export interface Lies {
  /** What the page is told in the place of what the true server said. */
  readonly down?: (text: string, page: LyingSocket) => readonly string[];
  /** What the true server is told in the place of what the page said. */
  readonly up?: (text: string, page: LyingSocket) => readonly string[];
  /** What the page gets in the place of the answer of `POST /sessions`. */
  readonly created?: (answer: string) => Response;
}

/** Pages' server that passes everything on to a true one, except for its lies. */
export class LyingServer implements AsyncDisposable {
  readonly origin: string;
  readonly sockets: LyingSocket[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #target: string;
  readonly #lies: Lies;
  readonly #open = new Set<{ readonly close: () => void }>();

  /** @param target the true server's origin */
  constructor(target: string, lies: Lies) {
    this.#target = target;
    this.#lies = lies;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) =>
        request.headers.get("upgrade") === "websocket"
          ? this.#upgrade(request)
          : this.#pass(request),
    );
    this.origin = `http://localhost:${this.#server.addr.port}`;
  }

  /** A URL of this server. */
  url(path: string): string {
    return `${this.origin}${path}`;
  }

  async #pass(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.delete("host");
    if (headers.has("origin")) headers.set("origin", this.#target);
    const body = request.method === "POST" ? await request.text() : null;
    const { method } = request;
    const answer = await fetch(`${this.#target}${pathname}${search}`, {
      method,
      headers,
      body,
      redirect: "manual",
    });
    const { created } = this.#lies;
    if (created && method === "POST" && pathname === "/sessions") {
      return created(await answer.text());
    }
    // What was compressed for this server isn't any more.
    const passed = new Headers(answer.headers);
    passed.delete("content-encoding");
    passed.delete("content-length");
    return new Response(answer.body, { status: answer.status, headers: passed });
  }

  #upgrade(request: Request): Response {
    const { socket: page, response } = Deno.upgradeWebSocket(request);
    const url = `${this.#target.replace("http", "ws")}${new URL(request.url).pathname}`;
    const { asSocket: server } = new NodeWebSocket(url);
    const { down = (text: string) => [text], up = (text: string) => [text] } = this.#lies;
    const heard: string[] = [];
    const waiting: string[] = [];
    const toPage = (text: string) => {
      if (page.readyState === WebSocket.OPEN) page.send(text);
    };
    const own: LyingSocket = {
      heard,
      say: (message) => toPage(JSON.stringify(message)),
      close: (code) => page.close(code),
    };
    this.sockets.push(own);
    this.#open.add(server).add(page);
    page.addEventListener("message", ({ data }) => {
      heard.push(data);
      for (const text of up(data, own)) {
        if (server.readyState === WebSocket.OPEN) server.send(text);
        else waiting.push(text);
      }
    });
    server.addEventListener("open", () => waiting.splice(0).forEach((text) => server.send(text)));
    server.addEventListener("message", ({ data }) => down(data, own).forEach(toPage));
    server.addEventListener("close", ({ code }) => {
      if (page.readyState === WebSocket.OPEN) page.close(code === 1006 ? 1012 : code);
    });
    page.addEventListener("close", () => server.close());
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.close();
    await this.#server.shutdown();
  }
}
