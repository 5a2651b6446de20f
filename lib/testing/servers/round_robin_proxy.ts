/**
 * A balancer in front of several servers, as far as a test needs one: every WebSocket goes to the next
 * of them, and so does every other connection, each in a round of its own.
 */
export class RoundRobinProxy implements AsyncDisposable {
  readonly origin: string;
  readonly #listener: Deno.TcpListener;
  readonly #targets: readonly string[];
  readonly #connections = new Set<Deno.TcpConn>();
  #upgrades = 0;
  #others = 0;

  /** @param origins of the servers, all on this machine */
  constructor(origins: readonly string[]) {
    this.#targets = origins;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.origin = `http://localhost:${this.#listener.addr.port}`;
    void this.#accept();
  }

  /** A URL behind the balancer. */
  url(path: string): string {
    return `${this.origin}${path}`;
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      // A peer that goes away in the middle is no fault of the balancer.
      void this.#serve(connection).catch(() => {});
    }
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    this.#connections.add(client);
    const head = new Uint8Array(16 * 1024);
    const length = await client.read(head);
    if (length === null) return client.close();
    const text = new TextDecoder().decode(head.subarray(0, length));
    const turn = /^upgrade: websocket/im.test(text) ? this.#upgrades++ : this.#others++;
    const { port } = new URL(this.#targets[turn % this.#targets.length] ?? "");
    const server = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    this.#connections.add(server);
    const writer = server.writable.getWriter();
    await writer.write(head.subarray(0, length));
    writer.releaseLock();
    await Promise.allSettled([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
    this.#connections.delete(client);
    this.#connections.delete(server);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) {
      try {
        connection.close();
      } catch (error) {
        // Closed by its pipe already: what was wanted.
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
    return Promise.resolve();
  }
}
