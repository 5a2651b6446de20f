// @ts-types="npm:@types/ws@^8.18.1"
import { WebSocket as Client } from "ws";

/** A closed socket: Node has no `CloseEvent` before its version 23. */
class SocketCloseEvent extends Event {
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string) {
    super("close");
    this.code = code;
    this.reason = reason;
  }
}

/**
 * A browser's WebSocket made of the `ws` package, for programs that are no browser: the server takes
 * sockets of its own Origin only, and the runtime's own socket can't say which Origin it comes from.
 */
export class NodeWebSocket extends EventTarget {
  readonly #client: Client;

  constructor(url: string) {
    super();
    const { origin } = new URL(url.replace(/^ws/, "http"));
    this.#client = new Client(url, { origin, perMessageDeflate: false });
    this.#client.on("open", () => this.dispatchEvent(new Event("open")));
    this.#client.on(
      "message",
      (data) => this.dispatchEvent(new MessageEvent("message", { data: data.toString() })),
    );
    // A close follows, which is all that a browser tells.
    this.#client.on("error", () => {});
    this.#client.on(
      "close",
      (code, reason) => this.dispatchEvent(new SocketCloseEvent(code, reason.toString())),
    );
  }

  /** The same object, as whoever expects a browser's takes it. */
  get asSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  get readyState(): number {
    return this.#client.readyState;
  }

  send(text: string): void {
    this.#client.send(text);
  }

  close(code?: number): void {
    // Closing during the handshake is an error event here, and nothing in a browser.
    this.#client.close(code);
  }
}
