import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { answerPlainly } from "./response.ts";

/**
 * Knows the answer that each connection got last, so that nothing comes behind one that ends the connection, and nothing
 * into the middle of one: a client behind the same proxy would take it for its own.
 */
export class LastAnswers {
  readonly #last = new WeakMap<Socket, ServerResponse>();

  /** Whether the connection may have this answer too; if so, it is the last one from now on. */
  begin(socket: Socket, res: ServerResponse): boolean {
    const before = this.#last.get(socket);
    if (socket.destroyed || (before !== undefined && endsConnection(before))) return false;
    this.#last.set(socket, res);
    return true;
  }

  /** Ends a connection on which something came that is no request; with a plain answer where that can be understood. */
  refuse(socket: Socket, status: number): void {
    const last = this.#last.get(socket);
    const isBegun = last !== undefined && last.headersSent;
    if (!isBegun || (last.writableFinished && !endsConnection(last))) {
      return answerPlainly(socket, status);
    }
    // What was written whole still arrives.
    if (last.writableEnded) socket.destroySoon();
    else socket.destroy();
  }
}

function endsConnection(res: ServerResponse): boolean {
  return !res.shouldKeepAlive || res.getHeader("connection") === "close";
}
