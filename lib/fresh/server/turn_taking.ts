/**
 * Answers a connection's requests one after another. HTTP/1.1 lets a client send requests without
 * waiting for answers (RFC 9112 §9.3.2); begun all at once, three thousand of them on one connection
 * took half a gigabyte.
 */
export class TurnTaking<Connection extends object> {
  readonly #maxWaiting: number;
  readonly #waiting = new WeakMap<Connection, (() => Promise<void>)[]>();

  /** @param maxWaiting requests that may wait behind the one that is being answered */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Answers now, or as soon as what came before on this connection is answered.
   *
   * @param answer never rejects; resolves when the client has the answer, or is gone
   * @returns `false` where too many wait already: the connection is to be closed
   */
  take(connection: Connection, answer: () => Promise<void>): boolean {
    const waiting = this.#waiting.get(connection);
    if (waiting) return waiting.length < this.#maxWaiting && waiting.push(answer) > 0;
    const queue: (() => Promise<void>)[] = [];
    this.#waiting.set(connection, queue);
    this.#answerAll(connection, answer, queue);
    return true;
  }

  /** Lets go of what waits: its connection is closed. */
  drop(connection: Connection): void {
    this.#waiting.get(connection)?.splice(0);
  }

  async #answerAll(
    connection: Connection,
    first: () => Promise<void>,
    queue: (() => Promise<void>)[],
  ): Promise<void> {
    for (let next: (() => Promise<void>) | undefined = first; next; next = queue.shift()) {
      await next();
    }
    this.#waiting.delete(connection);
  }
}
