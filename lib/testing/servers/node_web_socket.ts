// @ts-types="npm:@types/ws@^8.18.1"
import { WebSocket as Client } from "ws";

/**
 * A browser's WebSocket made of the `ws` package, for many clients in one process: the runtime's own
 * can't say which Origin it comes from.
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
      (code, reason) =>
        this.dispatchEvent(new CloseEvent("close", { code, reason: reason.toString() })),
    );
  }

  /** The same object, as the code under test takes it. */
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
