import assert from "node:assert/strict";
import { parseServerMessage, type ServerMessage } from "../../protocol/signaling_message.ts";
import type { SocketPort } from "../../server/signaling/socket_port.ts";

/** What a client sees on its end of a signaling socket. */
export type Seen =
  | ServerMessage
  | { readonly type: "closed"; readonly code: number; readonly reason: string };

/** The server's end of a socket; the test reads what a client would. */
export class FakeSocket implements SocketPort {
  bufferedAmount = 0;
  #isClosed = false;
  readonly #seen: Seen[] = [];
  #wake: (() => void) | undefined;

  send(text: string): void {
    const message = parseServerMessage(text);
    assert.ok(message, `not a server message: ${text}`);
    assert.ok(!this.#isClosed, "sent after close");
    this.#see(message);
  }

  close(code: number, reason: string): void {
    assert.ok(!this.#isClosed, "closed twice");
    this.#isClosed = true;
    this.#see({ type: "closed", code, reason });
  }

  /** Whether the server closed this socket. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What comes next, as soon as it does. */
  async next(): Promise<Seen> {
    for (;;) {
      const seen = this.#seen.shift();
      if (seen) return seen;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  #see(seen: Seen): void {
    this.#seen.push(seen);
    this.#wake?.();
  }
}
