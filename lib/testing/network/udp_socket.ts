import { Buffer } from "node:buffer";
import { createSocket, type Socket } from "node:dgram";
import { enterNamespace } from "./enter_namespace.ts";

/** What came in, and from where as this socket saw it. */
export interface Datagram {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly port: number;
}

/** A plain UDP socket in a namespace, to ask a lab what it does to packets. */
export class UdpSocket implements Disposable {
  readonly #socket: Socket;
  readonly #received: Datagram[] = [];
  #arrived = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (bytes, { address, port }) => {
      this.#received.push({ bytes, address, port });
      this.#arrived.resolve();
    });
    // An unreachable port or network, told by ICMP: to the sender of a datagram it is a loss.
    socket.on("error", () => {});
  }

  /** Opens a socket. Port 0 takes a free one. */
  static bind(namespace: string, address = "0.0.0.0", port = 0): UdpSocket {
    const socket = createSocket({
      type: "udp4",
      // At once: a look-up that answers later would bind outside of the namespace.
      lookup: (hostname, _options, answer) => answer(null, hostname, 4),
    });
    const udp = new UdpSocket(socket);
    enterNamespace(namespace, () => socket.bind(port, address));
    return udp;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends a datagram; done when the kernel has it, or has refused it: lost, as above. */
  send(bytes: Uint8Array, address: string, port: number): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.send(Buffer.from(bytes), port, address, () => resolve());
    });
  }

  /** The next datagram; `undefined` where none comes in time. */
  async receive(withinMs: number): Promise<Datagram | undefined> {
    if (this.#received.length === 0) {
      this.#arrived = Promise.withResolvers();
      const timer = setTimeout(this.#arrived.resolve, withinMs);
      await this.#arrived.promise;
      clearTimeout(timer);
    }
    return this.#received.shift();
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
