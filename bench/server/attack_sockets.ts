import { connect, type Socket } from "node:net";
import type { AppServer } from "../../lib/testing/servers/app_server.ts";

/** Clients that do harm in one way. */
export interface SocketAttack extends Disposable {
  readonly name: string;
  /** Connections that were opened. */
  readonly count: number;
  /** Those that the server ended by itself. */
  readonly ended: number;
  start(): Promise<void>;
  /** What they do again and again. */
  goOn(): void;
}

/** Raw connections of an attack, counted with how many of them the server ended. */
export class AttackSockets implements Disposable {
  count = 0;
  ended = 0;
  readonly #port: number;
  readonly #open = new Set<Socket>();

  constructor(server: AppServer) {
    this.#port = Number(new URL(server.origin).port);
  }

  /** Opens one that reads nothing until it is resumed. */
  async open(): Promise<Socket> {
    const socket = connect(this.#port, "127.0.0.1");
    socket.pause();
    this.count++;
    this.#open.add(socket);
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once("connect", () => resolve());
    // A close follows.
    socket.on("error", () => {});
    socket.once("close", () => {
      if (this.#open.delete(socket)) this.ended++;
      resolve();
    });
    await promise;
    return socket;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#open) {
      this.#open.delete(socket);
      socket.destroy();
    }
  }
}
