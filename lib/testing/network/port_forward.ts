import { enterNamespace } from "./enter_namespace.ts";

/** One side of a forwarded port. */
export interface PortEnd {
  /** The namespace's name; this process's own where there is none. */
  readonly namespace?: string;
  /** A numeric address. @default {"127.0.0.1"} */
  readonly hostname?: string;
  /** Where nobody says: on the listening side a free one, on the other the same. */
  readonly port?: number;
}

/**
 * Makes a TCP port of one network reachable in another, through this process: the networks
 * themselves get no path to each other, so no peer connection can take it for one.
 *
 * @example
 * ```ts ignore
 * await using forward = PortForward.start({ namespace: lab.a.name, port: 8000 }, {});
 * ```
 */
export class PortForward implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #accepting: Promise<void>;
  readonly #relays = new Set<Promise<void>>();

  private constructor(listener: Deno.TcpListener, to: PortEnd) {
    this.#listener = listener;
    this.#accepting = this.#accept(to);
  }

  /** Listens on `from` and hands each connection to `to`. */
  static start(from: PortEnd, to: PortEnd): PortForward {
    const { hostname = "127.0.0.1", port = 0 } = from;
    return new PortForward(within(from, () => Deno.listen({ hostname, port })), to);
  }

  /** The port it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const connection of this.#connections) close(connection);
    await Promise.all(this.#relays);
  }

  async #accept(to: PortEnd): Promise<void> {
    for await (const incoming of this.#listener) {
      const relay = this.#relay(incoming, to).finally(() => this.#relays.delete(relay));
      this.#relays.add(relay);
    }
  }

  async #relay(incoming: Deno.TcpConn, to: PortEnd): Promise<void> {
    this.#connections.add(incoming);
    let outgoing: Deno.TcpConn | undefined;
    try {
      const { hostname = "127.0.0.1", port = this.port } = to;
      outgoing = await within(to, () => Deno.connect({ hostname, port }));
      this.#connections.add(outgoing);
      await Promise.race([copy(incoming, outgoing), copy(outgoing, incoming)]);
    } catch (error) {
      // The network went away under it: the other side learns by its connection's end.
      if (!isConnectionEnd(error)) throw error;
    } finally {
      for (const connection of [incoming, outgoing]) {
        if (!connection) continue;
        this.#connections.delete(connection);
        close(connection);
      }
    }
  }
}

function within<Result>({ namespace }: PortEnd, work: () => Result): Result {
  return namespace === undefined ? work() : enterNamespace(namespace, work);
}

async function copy(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  try {
    const buffer = new Uint8Array(64 * 1024);
    for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
      for (let at = 0; at < read;) at += await to.write(buffer.subarray(at, read));
    }
  } catch (error) {
    // Of two copies one is still waiting when the other has ended and both ends are closed.
    if (!isConnectionEnd(error)) throw error;
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error; // Closed before.
  }
}

function isConnectionEnd(error: unknown): boolean {
  const { errors } = Deno;
  return [
    errors.BadResource,
    errors.Interrupted,
    errors.ConnectionReset,
    errors.ConnectionRefused,
    errors.ConnectionAborted,
    errors.NotConnected,
    errors.BrokenPipe,
    errors.TimedOut,
    errors.NetworkUnreachable,
  ].some((kind) => error instanceof kind);
}
