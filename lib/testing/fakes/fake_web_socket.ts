import { TrackedTarget } from "./tracked_target.ts";

/** The client's end of a WebSocket; the test plays the server. */
export class FakeWebSocket extends TrackedTarget {
  readonly url: string;
  readonly sent: unknown[] = [];
  readyState: number = WebSocket.CONNECTING;
  /** The code the client closed it with. */
  closedWith: number | undefined;

  constructor(url: string) {
    super();
    this.url = url;
  }

  /** The same object, as the code under test takes it. */
  get asSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code: number): void {
    this.readyState = WebSocket.CLOSING;
    this.closedWith ??= code;
  }

  /** The connection is established. */
  accept(): void {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  /** The server says something. */
  say(message: object): void {
    this.sayRaw(JSON.stringify(message));
  }

  /** The server says anything. */
  sayRaw(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** The connection is closed from outside; 1006 is what a lost or refused one shows. */
  drop(code = 1006, reason = ""): void {
    this.dispatchEvent(new CloseEvent("close", { code, reason }));
  }
}
