import { Buffer } from "node:buffer";
// @ts-types="npm:@types/ws@^8.18.1"
import type { RawData, WebSocket as WsSocket } from "ws";
import { IdleWatch } from "./idle_watch.ts";

type EventName = keyof WebSocketEventMap;
type Listener<Name extends EventName> =
  | ((this: WebSocket, event: WebSocketEventMap[Name]) => unknown)
  | null;

/**
 * The server's end of a WebSocket with the standard's interface. Exists before the handshake, which happens once the handler
 * has returned its response:
 *
 * ```text
 * CONNECTING --attach--> OPEN --close--> CLOSING --> CLOSED
 *      \----refuse-----------------------------------^
 * ```
 */
export class ServerSocket extends EventTarget implements WebSocket {
  readonly CONNECTING = WebSocket.CONNECTING;
  readonly OPEN = WebSocket.OPEN;
  readonly CLOSING = WebSocket.CLOSING;
  readonly CLOSED = WebSocket.CLOSED;
  readonly url: string;
  binaryType: BinaryType = "blob";
  onopen: Listener<"open"> = null;
  onmessage: Listener<"message"> = null;
  onclose: Listener<"close"> = null;
  onerror: Listener<"error"> = null;
  #ws: WsSocket | undefined;
  #refused = false;

  constructor(url: string) {
    super();
    this.url = url;
  }

  get protocol(): string {
    return this.#ws?.protocol ?? "";
  }
  get extensions(): string {
    return this.#ws?.extensions ?? "";
  }
  get bufferedAmount(): number {
    return this.#ws?.bufferedAmount ?? 0;
  }
  get readyState(): 0 | 1 | 2 | 3 {
    if (this.#refused) return WebSocket.CLOSED;
    return this.#ws?.readyState ?? WebSocket.CONNECTING;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.readyState === WebSocket.CONNECTING) {
      throw new DOMException("Cannot send: not open yet", "InvalidStateError");
    }
    if (data instanceof Blob) {
      throw new TypeError("Cannot send a Blob: lib/fresh sends strings and buffers");
    }
    // A socket that has gone meanwhile drops the message, as the standard says; close tells the app.
    if (this.readyState === WebSocket.OPEN) {
      this.#ws?.send(data as string | ArrayBuffer, () => undefined);
    }
  }

  close(code = 1000, reason = ""): void {
    if (this.readyState === WebSocket.CONNECTING) {
      throw new DOMException("Cannot close: not open yet", "InvalidStateError");
    }
    if (Buffer.byteLength(reason) > 123) {
      throw new DOMException("Cannot close: reason too long", "SyntaxError");
    }
    this.#ws?.close(code, reason);
  }

  /** Joins the handshaken connection; a peer silent for `idleTimeout` seconds, even to a ping, is cut off. */
  attach(ws: WsSocket, idleTimeout: number): void {
    this.#ws = ws;
    ws.binaryType = "nodebuffer";
    const idle = new IdleWatch(idleTimeout * 1000, {
      ping: () => ws.ping(),
      expire: () => {
        this.dispatchEvent(new ErrorEvent("error", { message: "No answer to a ping" }));
        ws.terminate();
      },
    });
    ws.on("message", (data, isBinary) => {
      idle.heard();
      this.dispatchEvent(new MessageEvent("message", { data: this.#received(data, isBinary) }));
    });
    ws.on("ping", () => idle.heard());
    ws.on("pong", () => idle.heard());
    ws.on(
      "error",
      (error) => this.dispatchEvent(new ErrorEvent("error", { error, message: error.message })),
    );
    ws.once("close", (code, reason) => {
      idle.stop();
      this.#dispatchClose(code, reason.toString());
    });
    this.dispatchEvent(new Event("open"));
  }

  /** The handler answered otherwise: the socket ends without having opened. */
  refuse(): void {
    this.#refused = true;
    this.dispatchEvent(new ErrorEvent("error", { message: "The upgrade was not completed" }));
    this.#dispatchClose(1006, "");
  }

  #received(data: RawData, isBinary: boolean): string | ArrayBuffer | Blob {
    const bytes = data instanceof ArrayBuffer
      ? Buffer.from(data)
      : Array.isArray(data)
      ? Buffer.concat(data)
      : data;
    // ws has checked that it is UTF-8.
    if (!isBinary) return bytes.toString();
    const copy = Uint8Array.from(bytes);
    return this.binaryType === "arraybuffer" ? copy.buffer : new Blob([copy]);
  }

  #dispatchClose(code: number, reason: string): void {
    this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean: code !== 1006 }));
  }

  /** Also tells who is set as a property, after those that were added. */
  override dispatchEvent(event: Event): boolean {
    const isKept = super.dispatchEvent(event);
    const listeners: Readonly<Record<string, unknown>> = {
      open: this.onopen,
      message: this.onmessage,
      close: this.onclose,
      error: this.onerror,
    };
    const listener = listeners[event.type];
    if (typeof listener === "function") listener.call(this, event);
    return isKept;
  }
}
